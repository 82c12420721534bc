package io.evenkeel.bench.sidebyside;

import java.util.Arrays;
import java.util.Optional;

/** The middle of some values, and the two between which half of them lie. */
record Spread(double lowerQuartile, double median, double upperQuartile) {
  /** Empty when there are no values; they need no order. */
  static Optional<Spread> of(double[] values) {
    if (values.length == 0) {
      return Optional.empty();
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Optional.of(new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75)));
  }

  /** Between two values, in proportion. */
  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
