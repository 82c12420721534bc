package io.evenkeel.bench.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text file with a part between two markers that a program writes and people do not.
 *
 * @param program named in the markers
 */
public record Document(Path file, String program) {

  /** Replaces what is between the markers; makes the file or the markers where they are missing. */
  public void replace(String content) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      String old = Files.exists(file) ? Files.readString(file) : "";
      String beginMark = "<!-- " + program + ": begin -->\n";
      String endMark = "<!-- " + program + ": end -->\n";
      int begin = old.indexOf(beginMark);
      int end = old.indexOf(endMark);
      String before = begin < 0 ? old : old.substring(0, begin);
      String after = end < 0 ? "" : old.substring(end + endMark.length());
      Files.writeString(file, before + beginMark + content + endMark + after);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
