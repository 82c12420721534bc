package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Finding;
import io.evenkeel.core.model.PoolName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncludeTest {
  private static final String MAIN =
      """
      version: 1
      include: [conf.d/*.yaml]
      listeners:
        web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] }
      """;

  @TempDir Path folder;

  @Test
  void poolsOfAllFilesArePutTogether() throws IOException {
    write("conf.d/a.yaml", "pools: { api: { servers: { a: \"h:1\" } } }\n");
    write("conf.d/b.yaml", "version: 1\npools: { web: { servers: { a: \"h:1\" } } }\n");
    write("conf.d/c.txt", "this is: not read: at all");
    ReadResult result = read(MAIN);
    assertThat(result.findings()).isEmpty();
    assertThat(Objects.requireNonNull(result.config()).pools())
        .containsOnlyKeys(new PoolName("api"), new PoolName("web"));
  }

  @Test
  void theSameNameTwiceNamesBothPlaces() throws IOException {
    write("conf.d/a.yaml", "pools: { api: { servers: { a: \"h:1\" } } }\n");
    write("conf.d/b.yaml", "pools:\n  api: { servers: { a: \"h:1\" } }\n");
    Finding finding = only(MAIN);
    assertThat(finding.code()).isEqualTo("EK1007");
    assertThat(finding.path()).isEqualTo("pools.api");
    assertThat(finding.where().toString()).endsWith("conf.d/b.yaml:2:3");
    assertThat(finding.message()).contains("conf.d/a.yaml:1:10");
  }

  @Test
  void findingsCarryTheNameOfTheIncludedFile() throws IOException {
    write("conf.d/a.yaml", "pools:\n  api: { servers: { a: \"h:1\" }, health: health }\n");
    ReadResult result = read(MAIN);
    Finding finding = result.findings().getFirst();
    assertThat(finding.where().toString()).endsWith("conf.d/a.yaml:2:41");
    assertThat(new FindingPrinter(false).print(result)).contains("health: health }\n");
  }

  @Test
  void aFileThatIncludesItself() throws IOException {
    write(
        "conf.d/a.yaml",
        "include: ../evenkeel.yaml\npools: { api: { servers: { a: \"h:1\" } } }\n");
    assertThat(only(MAIN).code()).isEqualTo("EK1008");
  }

  @Test
  void aBrokenIncludedFile() throws IOException {
    write("conf.d/a.yaml", "pools: [");
    Finding finding = only(MAIN);
    assertThat(finding.code()).isEqualTo("EK1003");
    assertThat(finding.where().file()).endsWith("a.yaml");
  }

  @Test
  void aFileThatIsNotThere() {
    ReadResult result = new ConfigReader(Map.of()).read(folder.resolve("none.yaml"));
    assertThat(result.findings()).singleElement().matches(f -> f.message().contains("not exist"));
  }

  @Test
  void aFolder() {
    ReadResult result = new ConfigReader(Map.of()).read(folder);
    assertThat(result.findings()).singleElement().matches(f -> f.message().contains("directory"));
  }

  /** A proposal must not be a way to read this machine's files, or to learn which there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/shadow",
        "/etc/*",
        "/etc/there-is-none",
        "../other/a.yaml",
        "../other/*.yaml",
        "conf.d/../../other/a.yaml",
        "link.yaml",
        "l*.yaml",
        "linked/a.yaml",
        "linked/*.yaml",
        "linked/none.yaml",
        "linked/../conf.d/a.yaml",
      })
  void aProposalIncludesNothingFromElsewhere(String pattern) throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    write("other/a.yaml", "secret: [");
    write("etc/conf.d/a.yaml", "pools: { api: { servers: { a: \"h:1\" } } }\n");
    Path served = folder.resolve("etc");
    Files.createSymbolicLink(served.resolve("link.yaml"), other.resolve("a.yaml"));
    Files.createSymbolicLink(served.resolve("linked"), other);
    assertThat(propose(served, pattern).findings())
        .filteredOn(finding -> !finding.code().equals("EK1305")) // and so there is no pool
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.code()).isEqualTo("EK1011");
          assertThat(finding.message())
              .isEqualTo(
                  "include \""
                      + pattern
                      + "\" lies outside of "
                      + served
                      + ", the folder of the configuration that is served");
        });
  }

  /** The folder itself may be reached by a link, and its files may link to each other. */
  @ParameterizedTest
  @ValueSource(
      strings = {"conf.d/a.yaml", "conf.d/*.yaml", "./conf.d/../conf.d/a.yaml", "a-link.yaml"})
  void aProposalIncludesWhatTheServedFileMay(String pattern) throws IOException {
    write("etc/conf.d/a.yaml", "pools: { api: { servers: { a: \"h:1\" } } }\n");
    Path served = folder.resolve("etc");
    Files.createSymbolicLink(served.resolve("a-link.yaml"), Path.of("conf.d", "a.yaml"));
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), served);
    assertThat(propose(served, pattern).findings()).isEmpty();
    assertThat(propose(alias, pattern).findings()).isEmpty();
    assertThat(propose(served, "later.d/*.yaml").findings())
        .extracting(Finding::code)
        .containsOnly("EK1305"); // no pool, and nothing said of a folder that may come
  }

  private static ReadResult propose(Path served, String pattern) {
    String text = MAIN.replace("conf.d/*.yaml", '"' + pattern + '"');
    return new ConfigReader(Map.of())
        .readText(
            served.resolve("evenkeel.yaml").toString(),
            text.getBytes(StandardCharsets.UTF_8),
            served);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private ReadResult read(String text) throws IOException {
    write("evenkeel.yaml", text);
    return new ConfigReader(Map.of()).read(folder.resolve("evenkeel.yaml"));
  }

  private Finding only(String text) throws IOException {
    ReadResult result = read(text);
    assertThat(result.findings()).hasSize(1);
    return result.findings().getFirst();
  }
}
