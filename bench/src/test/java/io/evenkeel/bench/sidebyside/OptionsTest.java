package io.evenkeel.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.bench.product.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  @TempDir Path folder;

  @Test
  void theFullRunHasEveryCaseAndTheQuickOneFive() {
    assertThat(Options.parse(List.of()).selectedCases()).hasSize(16);
    assertThat(Options.parse(List.of("--quick")).selectedCases())
        .extracting(Case::title)
        .containsExactly(
            "128 B, 32, keep",
            "10 KB, 32, keep",
            "1 MB, 32, keep",
            "64 KB up, 32, keep",
            "128 B, 32, close");
  }

  @Test
  void laterOptionsWinOverQuick() {
    Options options = Options.parse(List.of("--quick", "--rounds=7"));
    assertThat(options.rounds()).isEqualTo(7);
    assertThat(options.seconds()).isEqualTo(1);
    assertThat(options.tailPieces()).isEqualTo(2);
  }

  @Test
  void whatIsNotUnderstoodIsNamed() {
    assertThatThrownBy(() -> Options.parse(List.of("--turns=3"))).hasMessageContaining("--turns=3");
  }

  @Test
  void theReportReplacesOnlyWhatIsBetweenItsMarkers() throws Exception {
    Path file = folder.resolve("docs/performance.md");
    Document document = new Document(file, "side-by-side");
    document.replace("first\n");
    Files.writeString(file, "# Title\n\n" + Files.readString(file) + "after\n");
    document.replace("second\n");
    assertThat(Files.readString(file))
        .startsWith("# Title\n\n<!--")
        .contains("second")
        .doesNotContain("first")
        .endsWith("after\n");
  }

  @Test
  void generatorsSpeakTheSameJson() {
    LoadResult result =
        LoadResult.parse(
            "noise\n{\"requests\":200,\"failed\":1,\"micros\":5,\"p50\":10,\"p99\":20,\"p999\":30}",
            2);
    assertThat(result).isEqualTo(new LoadResult(200, 1, 2, 10, 20, 30));
    assertThat(result.perSecond()).isEqualTo(100);
    assertThatThrownBy(() -> LoadResult.parse("cannot connect", 1))
        .hasMessageContaining("cannot connect");
  }
}
