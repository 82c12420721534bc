package io.evenkeel.bench.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.bench.product.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResilienceOptionsTest {
  @Test
  void everyScenarioIsNamedInTheUsage() {
    List<Scenario> all = Options.parse(List.of()).selectedScenarios();
    assertThat(all).extracting(Scenario::key).doesNotHaveDuplicates().hasSize(13);
    assertThat(all).allSatisfy(s -> assertThat(Options.USAGE).contains(s.key()));
    assertThat(all).allSatisfy(s -> assertThat(s.bars()).isNotEmpty());
  }

  @Test
  void scenariosAreChosenByTheirKeys() {
    Options options = Options.parse(List.of("--scenarios=^kill|stop", "--write"));
    assertThat(options.selectedScenarios())
        .extracting(Scenario::key)
        .containsExactly("kill", "stop");
    assertThat(options.document()).isEqualTo(Path.of("docs/resilience.md"));
  }

  @Test
  void whatIsNotUnderstoodIsNamed() {
    assertThatThrownBy(() -> Options.parse(List.of("--fault=0")))
        .hasMessageContaining("--fault: 0");
    assertThatThrownBy(() -> Options.parse(List.of("--turns=3"))).hasMessageContaining("--turns=3");
    assertThatThrownBy(() -> Proxy.selected(List.of("haproxy", "squid"), Path.of("none")))
        .hasMessageContaining("squid")
        .hasMessageContaining("haproxy-tuned");
  }

  @Test
  void proxiesComeInTheOrderInWhichTheyAreNamed() {
    assertThat(Proxy.selected(List.of("nginx", "haproxy-tuned", "haproxy"), Path.of("none")))
        .extracting(Proxy::name)
        .containsExactly("NGINX", "HAProxy tuned", "HAProxy");
  }
}
