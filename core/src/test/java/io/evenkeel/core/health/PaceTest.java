package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.stats.LogHistogram;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static final long[] PEERS = answers("100x2");

  /** Answers as COUNTxMILLIS. */
  @ParameterizedTest
  @CsvSource({
    // pace before, own answers, pace after
    "1,    8x502,        0.01", // its peers' 2 ms are less than 1 % of it
    "1,    7x502,        1", // too few to tell
    "1,    7x502 1x2,    1", // one well among few: chance
    "1,    12x502 4x2,   0.01", // three quarters of enough
    "1,    11x502 5x2,   1",
    "1,    100x9,        1", // mildly slower
    "1,    100x60,       1", // far slower, but who notices
    "1,    100x110,      0.018",
    "0.01, 3x2,          0.02", // well again: step by step
    "0.02, 3x2,          0.04",
    "0.8,  3x2,          1",
    "0.01, 2x2,          0.01",
    "0.01, 3x502,        0.01",
    "0.5,  3x502,        0.01", // not yet
    "0.02, 3x110,        0.02", // no material difference
  })
  void table(double before, String own, double after) {
    assertThat(Pace.next(before, answers(own), PEERS)).isCloseTo(after, within(0.002));
  }

  @Test
  void withoutPeersNobodyIsSlow() {
    assertThat(Pace.next(1, answers("100x900"), answers("7x2"))).isEqualTo(1);
  }

  @Test
  void whereAQuarterIsSlowByNatureNobodyIs() {
    long[] mixed = answers("70x2 30x900");
    assertThat(Pace.next(1, answers("20x900"), mixed)).isEqualTo(1);
  }

  /** Law: servers that are equal are not punished for chance. */
  @Test
  void equalServersKeepTheirWeight() {
    long seed = 60_606;
    Random random = new Random(seed);
    int cuts = 0;
    for (int round = 0; round < 20_000; round++) {
      double slowShare = random.nextDouble();
      long[] own = draw(random, slowShare, 8 + random.nextInt(40));
      long[] peers = draw(random, slowShare, 200);
      cuts += Pace.next(1, own, peers) < 1 ? 1 : 0;
    }
    assertThat(cuts).as("seed %d", seed).isLessThanOrEqualTo(4);
  }

  private static long[] draw(Random random, double slowShare, int count) {
    long[] buckets = new long[LogHistogram.BUCKETS];
    for (int i = 0; i < count; i++) {
      long millis = random.nextDouble() < slowShare ? 700 : 1 + random.nextInt(4);
      buckets[LogHistogram.bucketOf(millis * 1_000_000)]++;
    }
    return buckets;
  }

  private static long[] answers(String counts) {
    long[] buckets = new long[LogHistogram.BUCKETS];
    for (String each : counts.split(" ", -1)) {
      String[] parts = each.split("x", -1);
      buckets[LogHistogram.bucketOf(Long.parseLong(parts[1]) * 1_000_000)] +=
          Long.parseLong(parts[0]);
    }
    return buckets;
  }
}
