package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  private final SlowStart ramp = SlowStart.over(Duration.ofSeconds(30));

  @Test
  void risesFromATenthInAStraightLine() {
    assertThat(ramp.factor(0)).isEqualTo(0.1);
    assertThat(ramp.factor(15_000_000_000L)).isCloseTo(0.55, within(1e-9));
    assertThat(ramp.factor(30_000_000_000L)).isEqualTo(1);
    assertThat(ramp.factor(Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void aBeginInTheFutureIsTheFloor() {
    assertThat(ramp.factor(-5_000_000_000L)).isEqualTo(0.1);
  }

  @Test
  void offMeansWholeAtOnce() {
    assertThat(SlowStart.over(Duration.ZERO).factor(0)).isEqualTo(1);
    assertThatThrownBy(() -> new SlowStart(-1)).hasMessageContaining("slow-start: -1");
  }
}
