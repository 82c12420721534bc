package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EjectionLimitTest {
  @ParameterizedTest
  @CsvSource({
    // all, healthy, min-healthy, max-ejected, most
    "0,  0,  0.5, 0.33, 0",
    "1,  1,  0.5, 0.33, 0",
    "1,  1,  0,   1,    0",
    "2,  2,  0.5, 0.33, 1",
    "2,  1,  0.5, 0.33, 0",
    "2,  2,  0.6, 0.33, 0",
    "2,  2,  0,   0,    1",
    "3,  3,  0.5, 0.33, 1",
    "3,  2,  0.5, 0.33, 0",
    "3,  3,  0.7, 0.33, 0",
    "3,  3,  0,   1,    2",
    "4,  4,  0.5, 0.33, 1",
    "6,  6,  0.5, 0.33, 1",
    "7,  7,  0.5, 0.33, 2",
    "10, 10, 0.5, 0.33, 3",
    "10, 6,  0.5, 0.33, 1",
    "10, 5,  0.5, 0.33, 0",
    "10, 10, 1,   0.33, 0",
    "10, 10, 0,   1,    9",
  })
  void table(int all, int healthy, double minHealthy, double maxEjected, int most) {
    assertThat(EjectionLimit.most(all, healthy, minHealthy, maxEjected)).isEqualTo(most);
  }

  @Test
  void neverTheLastNorBelowTheFloorNorMoreThanTheShare() {
    long seed = 99_181;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      int all = random.nextInt(12);
      int healthy = random.nextInt(all + 1);
      double minHealthy = random.nextInt(101) / 100.0;
      double maxEjected = random.nextInt(101) / 100.0;
      int most = EjectionLimit.most(all, healthy, minHealthy, maxEjected);
      assertThat(most).as("seed %d, round %d", seed, round).isNotNegative();
      if (most > 0) {
        assertThat(healthy - most).as("seed %d, round %d", seed, round).isPositive();
        assertThat((double) (healthy - most))
            .as("seed %d, round %d", seed, round)
            .isGreaterThanOrEqualTo(minHealthy * all);
        assertThat((double) most)
            .as("seed %d, round %d", seed, round)
            .isLessThanOrEqualTo(Math.max(1, maxEjected * all));
      }
    }
  }
}
