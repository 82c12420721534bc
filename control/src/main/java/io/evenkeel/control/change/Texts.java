package io.evenkeel.control.change;

import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.store.Revision.SourceFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between what the reader reads and what a revision keeps. */
public final class Texts {
  private Texts() {}

  /** The texts of {@code read}, the main file first, names absolute. */
  public static List<SourceFile> of(ReadResult read) {
    return read.sources().texts().entrySet().stream()
        .map(text -> new SourceFile(absolute(text.getKey()), text.getValue()))
        .toList();
  }

  /** The same order, by name. */
  public static Map<String, String> byName(List<SourceFile> files) {
    Map<String, String> texts = new LinkedHashMap<>();
    files.forEach(file -> texts.put(file.name(), file.text()));
    return texts;
  }

  private static String absolute(String name) {
    return Path.of(name).toAbsolutePath().normalize().toString();
  }
}
