package io.evenkeel.app.cli.text;

/** The files that findings speak of, as far as they are known on this side. */
public interface SourceLines {
  /** No file is known: that of a plan somebody else made, perhaps on another machine. */
  SourceLines NONE =
      new SourceLines() {
        @Override
        public String line(String file, int number) {
          return "";
        }

        @Override
        public String shown(String file) {
          return file;
        }
      };

  /** Line {@code number}, 1 is the first; empty when it is not known. */
  String line(String file, int number);

  /** {@code file} in the words of whoever typed the command. */
  String shown(String file);
}
