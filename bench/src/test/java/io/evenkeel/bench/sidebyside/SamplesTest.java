package io.evenkeel.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.bench.product.Haproxy;
import io.evenkeel.bench.product.Nginx;
import io.evenkeel.bench.product.Proxy;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private final Samples samples = new Samples();
  private final Proxy haproxy = new Haproxy(false);
  private final Proxy nginx = new Nginx(false);

  @Test
  void ratiosAreTakenWithinARoundSoThatDriftCancelsOut() {
    // The machine gets slower from round to round; the ratio stays.
    for (int round = 1; round <= 3; round++) {
      samples.add("case", "cpu", haproxy, round, 10.0 * round);
      samples.add("case", "cpu", nginx, round, 20.0 * round);
    }
    assertThat(samples.ratios("case", "cpu", "NGINX", "HAProxy")).hasValue(new Spread(2, 2, 2));
    assertThat(samples.spread("case", "cpu", "NGINX")).hasValue(new Spread(30, 40, 50));
  }

  @Test
  void medianAndQuartilesLieBetweenTwoValuesWhereNoneIsInTheirPlace() {
    Stream.of(4.0, 1.0, 100.0, 2.0).forEach(v -> samples.add("case", "cpu", nginx, 1, v));
    assertThat(samples.spread("case", "cpu", "NGINX")).hasValue(new Spread(1.75, 3, 28));
    assertThat(samples.spread("case", "cpu", "HAProxy")).isEmpty();
  }

  @Test
  void oneValueIsItsOwnSpread() {
    assertThat(Spread.of(new double[] {7})).hasValue(new Spread(7, 7, 7));
  }

  @Test
  void failuresAddUpPerExperimentAndSuccessIsNotNamed() {
    samples.add("one", LoadExperiment.FAILED, nginx, 1, 2);
    samples.add("two", LoadExperiment.FAILED, nginx, 1, 3);
    samples.add("two", LoadExperiment.FAILED, nginx, 2, 4);
    samples.add("three", LoadExperiment.FAILED, nginx, 1, 0);
    assertThat(samples.sums(LoadExperiment.FAILED, "NGINX"))
        .containsExactly(Map.entry("one", 2.0), Map.entry("two", 7.0));
    assertThat(samples.sums(LoadExperiment.FAILED, "HAProxy")).isEmpty();
  }
}
