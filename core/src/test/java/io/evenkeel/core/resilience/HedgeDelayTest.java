package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.stats.LogHistogram;
import org.junit.jupiter.api.Test;

class HedgeDelayTest {
  private final LogHistogram answers = new LogHistogram();
  private final HedgeDelay delay = new HedgeDelay();

  private void answered(int count, long millis) {
    for (int i = 0; i < count; i++) {
      answers.add(millis * 1_000_000);
    }
  }

  private long read() {
    long[] sums = new long[LogHistogram.BUCKETS];
    answers.addTo(sums);
    return delay.after(sums, 95);
  }

  @Test
  void isNotKnownBeforeThereAreAnswers() {
    answered(1000, 5);
    assertThat(read()).as("the first reading knows no difference").isEqualTo(PoolRetries.NEVER);
    answered(99, 5);
    assertThat(read()).isEqualTo(PoolRetries.NEVER);
  }

  @Test
  void isThePercentileOfTheLastTenSeconds() {
    assertThat(read()).isEqualTo(PoolRetries.NEVER);
    answered(940, 5);
    answered(60, 80);
    assertThat((double) read()).isCloseTo(80e6, within(8e6));
    for (int second = 0; second < 10; second++) {
      answered(100, 5);
      read();
    }
    assertThat((double) read()).as("the slow ones are forgotten").isCloseTo(5e6, within(0.5e6));
  }
}
