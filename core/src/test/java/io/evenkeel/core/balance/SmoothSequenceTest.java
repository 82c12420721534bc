package io.evenkeel.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.time.SeededRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SmoothSequenceTest {
  @Test
  void equalWeightsTakeTurnsInTheOrderOfTheList() {
    assertThat(SmoothSequence.of(new double[] {4, 4, 4})).containsExactly(0, 1, 2);
  }

  @Test
  void heavyServersDoNotComeInARow() {
    assertThat(SmoothSequence.of(new double[] {5, 1, 1})).containsExactly(0, 0, 0, 1, 0, 0, 2);
    assertThat(SmoothSequence.of(new double[] {2, 2, 4})).hasSize(4).containsSubsequence(2, 2);
  }

  @Test
  void countsAreExactForWholeWeights() {
    int[] sequence = SmoothSequence.of(new double[] {300, 200, 100, 7});
    assertThat(sequence).hasSize(607);
    assertThat(Arrays.stream(sequence).filter(i -> i == 3)).hasSize(7);
  }

  @Test
  void anyWeightsAreServedEvenly() {
    for (long seed = 0; seed < 200; seed++) {
      SeededRandom random = new SeededRandom(seed);
      double[] weights = new double[1 + random.nextInt(30)];
      Arrays.setAll(weights, _ -> 0.05 + random.nextDouble());
      double sum = Arrays.stream(weights).sum();
      int[] sequence = SmoothSequence.of(weights);
      int[] last = new int[weights.length];
      int[] count = new int[weights.length];
      Arrays.fill(last, -1);
      for (int place = 0; place < sequence.length; place++) {
        int server = sequence[place];
        double gap = sum / weights[server];
        if (last[server] >= 0) {
          assertThat(place - last[server])
              .as("seed %d: gap of %d", seed, server)
              .isLessThanOrEqualTo((int) (gap * 1.5) + weights.length);
        }
        last[server] = place;
        count[server]++;
      }
      for (int i = 0; i < weights.length; i++) {
        assertThat((double) count[i] / sequence.length)
            .as("seed %d: share of %d", seed, i)
            .isCloseTo(weights[i] / sum, within(1.0 / sequence.length));
      }
    }
  }

  @Test
  void ofALargePoolStaysShort() {
    double[] weights = new double[10_000];
    Arrays.setAll(weights, i -> 1 + i % 9_973);
    assertThat(SmoothSequence.of(weights)).hasSizeLessThan(80_000).contains(0, 9_999);
  }
}
