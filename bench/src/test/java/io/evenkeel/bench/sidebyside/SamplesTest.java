package io.evenkeel.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.bench.product.Haproxy;
import io.evenkeel.bench.product.Nginx;
import io.evenkeel.bench.product.Proxy;
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
    assertThat(samples.medianRatio("case", "cpu", "NGINX", "HAProxy")).hasValue(2.0);
    assertThat(samples.median("case", "cpu", "NGINX")).hasValue(40.0);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    Stream.of(4.0, 1.0, 100.0, 2.0).forEach(v -> samples.add("case", "cpu", nginx, 1, v));
    assertThat(samples.median("case", "cpu", "NGINX")).hasValue(3.0);
    assertThat(samples.median("case", "cpu", "HAProxy")).isEmpty();
  }

  @Test
  void failuresOfAllExperimentsAddUp() {
    samples.add("one", LoadExperiment.FAILED, nginx, 1, 2);
    samples.add("two", LoadExperiment.FAILED, nginx, 2, 3);
    assertThat(samples.sum(LoadExperiment.FAILED, "NGINX")).isEqualTo(5);
    assertThat(samples.sum(LoadExperiment.FAILED, "HAProxy")).isZero();
  }
}
