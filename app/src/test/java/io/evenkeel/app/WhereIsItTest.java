package io.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents name only files that exist. */
class WhereIsItTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TABLE_PATH = Pattern.compile("^\\|[^|]*\\| `([^`]+)` \\|$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)\\)");

  @Test
  void everyPathOfTheTableExists() throws IOException {
    List<String> paths = matches(TABLE_PATH, ROOT.resolve("CONTRIBUTING.md"));
    assertThat(paths).hasSizeGreaterThan(15);
    assertThat(paths).allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }

  @Test
  void everyLinkOfTheReadmeExists() throws IOException {
    List<String> links = matches(LINK, ROOT.resolve("README.md"));
    assertThat(links).isNotEmpty();
    assertThat(links).allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }

  private static List<String> matches(Pattern pattern, Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .flatMap(line -> pattern.matcher(line).results())
        .map(result -> result.group(1))
        .toList();
  }
}
