package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Finding;
import java.util.Map;

/** Law L10: any bytes yield a configuration or positioned findings, nothing else. */
final class ReadLaw {
  private ReadLaw() {}

  static void check(byte[] bytes) {
    ReadResult result = new ConfigReader(Map.of("A", "1", "B", "${A}")).readText("f.yaml", bytes);
    boolean hasErrors = result.findings().stream().anyMatch(Finding::isError);
    assertThat(result.config() == null).isEqualTo(hasErrors);
    for (Finding finding : result.findings()) {
      assertThat(finding.code()).matches("EK1[0-4][0-9][0-9]");
      assertThat(finding.message()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
      assertThat(finding.help()).doesNotContainPattern("\\p{Cntrl}");
      assertThat(finding.where().line()).isBetween(1, bytes.length + 1);
    }
    assertThat(new FindingPrinter(false).print(result)).doesNotContain("\u001b", "\r");
  }
}
