package io.evenkeel.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.time.SeededRandom;
import org.junit.jupiter.api.Test;

class LogHistogramTest {
  @Test
  void aBucketsMiddleIsWithinASixteenth() {
    SeededRandom random = new SeededRandom(5);
    for (int i = 0; i < 100_000; i++) {
      double nanos = Math.rint(Math.exp(9 + random.nextDouble() * 15.9));
      double middle = LogHistogram.middleNanos(LogHistogram.bucketOf((long) nanos));
      assertThat(middle).as("of %.0f ns", nanos).isCloseTo(nanos, within(nanos / 16.0 + 512));
    }
  }

  @Test
  void extremesAreClampedNotLost() {
    LogHistogram histogram = new LogHistogram();
    histogram.add(-1);
    histogram.add(Long.MAX_VALUE);
    long[] sums = new long[LogHistogram.BUCKETS];
    histogram.addTo(sums);
    assertThat(sums[0]).isEqualTo(1);
    assertThat(sums[LogHistogram.BUCKETS - 1]).isEqualTo(1);
    assertThat(LogHistogram.quantileNanos(sums, 1)).isGreaterThan(60_000_000_000L);
  }

  @Test
  void quantilesOfManyWriters() {
    LogHistogram one = new LogHistogram();
    LogHistogram other = new LogHistogram();
    for (int i = 1; i <= 1_000; i++) {
      (i % 2 == 0 ? one : other).add(i * 1_000_000L);
    }
    long[] sums = new long[LogHistogram.BUCKETS];
    one.addTo(sums);
    other.addTo(sums);
    assertThat((double) LogHistogram.quantileNanos(sums, 0.5)).isCloseTo(500e6, within(32e6));
    assertThat((double) LogHistogram.quantileNanos(sums, 0.99)).isCloseTo(990e6, within(62e6));
    assertThat(LogHistogram.quantileNanos(new long[LogHistogram.BUCKETS], 0.5)).isZero();
  }
}
