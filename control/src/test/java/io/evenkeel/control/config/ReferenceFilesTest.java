package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The committed reference equals what the code makes. To make it again, run this test with {@code
 * -Devenkeel.regenerate=true}.
 */
class ReferenceFilesTest {
  @Test
  void theReferenceOfKeysIsCurrent() throws IOException {
    check("configuration.md", ReferencePages.configuration());
  }

  @Test
  void theReferenceOfFindingsIsCurrent() throws IOException {
    check("findings.md", ReferencePages.findings());
  }

  @Test
  void theJsonSchemaIsCurrent() throws IOException {
    check("evenkeel.schema.json", ConfigSchema.json());
  }

  private static void check(String name, String made) throws IOException {
    Path file = root().resolve("docs/reference").resolve(name);
    if (Boolean.getBoolean("evenkeel.regenerate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, made);
    }
    assertThat(Files.readString(file))
        .as("%s (make it again with -Devenkeel.regenerate=true)", file)
        .isEqualTo(made);
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("verify"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no file 'verify' above");
    }
    return folder;
  }
}
