package io.evenkeel.bench.sidebyside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file with a part between two markers that a program writes and people do not. */
record Document(Path file) {
  private static final String BEGIN = "<!-- side-by-side: begin -->\n";
  private static final String END = "<!-- side-by-side: end -->\n";

  /** Replaces what is between the markers; makes the file or the markers where they are missing. */
  void replace(String content) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      String old = Files.exists(file) ? Files.readString(file) : "";
      int begin = old.indexOf(BEGIN);
      int end = old.indexOf(END);
      String before = begin < 0 ? old : old.substring(0, begin);
      String after = end < 0 ? "" : old.substring(end + END.length());
      Files.writeString(file, before + BEGIN + content + END + after);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
