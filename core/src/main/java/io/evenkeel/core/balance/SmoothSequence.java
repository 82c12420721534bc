package io.evenkeel.core.balance;

import java.util.Arrays;

/**
 * The order in which weighted servers take turns, spread as evenly as whole places allow.
 *
 * <p>Server i of n appears c_i times, at the moments (k + (i + 0.5) / n) / c_i for k = 0, 1, …; the
 * sequence is these moments in order. Equal weights give the order of the list; 5, 1, 1 gives
 * aaabaac rather than aaaaabc. O(L log L) once, where stepping NGINX's algorithm would take O(n L).
 */
final class SmoothSequence {
  /**
   * Places for weights that have no short common form: 64 to each server keep rounding below 1 % of
   * a mean share, and the whole of a large pool below 64 Ki places (a quarter of a MiB).
   */
  private static final int PLACES_PER_SERVER = 64;

  private static final int MAX_PLACES = 1 << 16;

  private SmoothSequence() {}

  /** Indexes into {@code weights}, each at least once. */
  static int[] of(double[] weights) {
    int[] counts = counts(weights);
    int length = Arrays.stream(counts).sum();
    double[] moments = new double[length];
    Integer[] order = new Integer[length];
    int[] owner = new int[length];
    int place = 0;
    for (int i = 0; i < counts.length; i++) {
      double phase = (i + 0.5) / counts.length;
      for (int k = 0; k < counts[i]; k++) {
        moments[place] = (k + phase) / counts[i];
        owner[place] = i;
        order[place] = place;
        place++;
      }
    }
    Arrays.sort(order, (a, b) -> Double.compare(moments[a], moments[b]));
    return Arrays.stream(order).mapToInt(at -> owner[at]).toArray();
  }

  /** How often each appears: exactly in proportion if that is short enough, else rounded. */
  private static int[] counts(double[] weights) {
    long divisor = 0;
    double sum = 0;
    for (double weight : weights) {
      divisor = weight == Math.rint(weight) ? gcd((long) weight, divisor) : 1;
      sum += weight;
    }
    int places = Math.clamp((long) PLACES_PER_SERVER * weights.length, 1, MAX_PLACES);
    boolean whole = Arrays.stream(weights).allMatch(weight -> weight == Math.rint(weight));
    double scale = whole && sum / divisor <= MAX_PLACES ? 1.0 / divisor : places / sum;
    return Arrays.stream(weights)
        .mapToInt(weight -> Math.max(1, (int) Math.rint(weight * scale)))
        .toArray();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
