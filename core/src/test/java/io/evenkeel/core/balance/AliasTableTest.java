package io.evenkeel.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.time.SeededRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AliasTableTest {
  @Test
  void drawsInProportion() {
    for (long seed = 0; seed < 20; seed++) {
      SeededRandom random = new SeededRandom(seed);
      double[] weights = new double[1 + random.nextInt(12)];
      Arrays.setAll(weights, _ -> random.nextInt(4) == 0 ? 100 : random.nextDouble());
      double sum = Arrays.stream(weights).sum();
      AliasTable table = new AliasTable(weights);
      int[] counts = new int[weights.length];
      int draws = 100_000;
      for (int i = 0; i < draws; i++) {
        counts[table.draw(random.nextLong())]++;
      }
      for (int i = 0; i < weights.length; i++) {
        double share = weights[i] / sum;
        assertThat((double) counts[i] / draws)
            .as("seed %d, index %d of %s", seed, i, Arrays.toString(weights))
            .isCloseTo(share, within(5 * Math.sqrt(share / draws) + 1e-4));
      }
    }
  }
}
