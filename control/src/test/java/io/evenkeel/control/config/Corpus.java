package io.evenkeel.control.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files in the test resources beside this package. */
final class Corpus {
  private Corpus() {}

  /** The text of one file, such as {@code valid/smallest.yaml}. */
  static String text(String name) {
    return read(path(name));
  }

  /** Name to text of all files that are without findings. */
  static Map<String, String> valid() {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(path("valid"))) {
      files.forEach(file -> texts.put(file.getFileName().toString(), read(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static Path path(String name) {
    try {
      URL url = Objects.requireNonNull(Corpus.class.getResource(name), name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
