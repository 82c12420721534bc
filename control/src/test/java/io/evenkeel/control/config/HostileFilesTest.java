package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files made to exhaust the reader end soon, with a finding that says which limit was met. */
class HostileFilesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void billionLaughs() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1) + ", ";
      text.append("a%d: &a%d [%s]\n".formatted(i, i, alias.repeat(9) + alias.replace(", ", "")));
    }
    assertThat(only(text.toString()).code()).isEqualTo("EK1004");
  }

  @Test
  void deepNesting() {
    assertThat(only("a: " + "[".repeat(1_000_000)).code()).isEqualTo("EK1004");
    assertThat(only("a: " + "{a: ".repeat(100_000)).message()).contains("32 levels");
  }

  @Test
  void anEndlessText() {
    assertThat(only("zone: " + "a".repeat(2_000_000)).message()).contains("2000000 characters");
  }

  @Test
  void moreBytesThanAConfigurationHas() {
    assertThat(only("#".repeat(33 * 1024 * 1024)).message()).contains("larger than 32 MiB");
  }

  @Test
  void moreValuesThanAConfigurationHas() {
    assertThat(only("a: [" + "1,".repeat(2_100_000) + "1]").message())
        .contains("more than 2000000 values");
  }

  @Test
  void variablesThatGrow() {
    ConfigReader reader = new ConfigReader(Map.of("BIG", "x".repeat(100_000)));
    ReadResult result = read(reader, "version: 1\nzone: " + "${BIG}".repeat(100) + "\n");
    assertThat(result.findings()).anyMatch(f -> f.code().equals("EK1004"));
  }

  @Test
  void aVariableIsNotLookedIntoAgain() {
    ConfigReader reader = new ConfigReader(Map.of("A", "${A}"));
    ReadResult result = read(reader, Corpus.text("valid/off.yaml") + "zone: \"${A} $${A}\"\n");
    assertThat(Objects.requireNonNull(result.config()).zone()).isEqualTo("${A} ${A}");
  }

  @Test
  void endlessFindingsAreCut() {
    StringBuilder text = new StringBuilder("version: 1\n");
    for (int i = 0; i < 300_000; i++) {
      text.append("listenerz").append(i).append(": 1\n");
    }
    ReadResult result = read(new ConfigReader(Map.of()), text.toString());
    assertThat(result.findings()).hasSize(1_001);
    assertThat(result.findings().getLast().code()).isEqualTo("EK1099");
  }

  private static Finding only(String text) {
    ReadResult result = read(new ConfigReader(Map.of()), text);
    assertThat(result.findings()).hasSize(1);
    return result.findings().getFirst();
  }

  private static ReadResult read(ConfigReader reader, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    ReadResult result = reader.readText("hostile.yaml", bytes);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    return result;
  }
}
