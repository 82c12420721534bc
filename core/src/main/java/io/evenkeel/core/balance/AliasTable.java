package io.evenkeel.core.balance;

/**
 * Draws indexes in proportion to weights, in constant time.
 *
 * <p>Vose, A Linear Algorithm for Generating Random Numbers with a Given Distribution, 1991: n
 * columns of equal height, each cut once between its own index and an alias. One draw costs one
 * random number: the upper half chooses the column, the lower half is held against the cut. Cuts
 * are kept to 32 bits, so a share is off by at most 2^-32.
 */
final class AliasTable {
  private static final double ONE = 0x1.0p32;

  /** Cut above, alias below. */
  private final long[] columns;

  AliasTable(double[] weights) {
    int n = weights.length;
    columns = new long[n];
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double[] height = new double[n];
    int[] work = new int[n];
    int small = 0;
    int large = n;
    for (int i = 0; i < n; i++) {
      height[i] = weights[i] * n / sum;
      if (height[i] < 1) {
        work[small++] = i;
      } else {
        work[--large] = i;
      }
    }
    fill(height, work, small, large);
  }

  /** {@code work}: the columns below 1 on the left, up to small; the others right, from large. */
  private void fill(double[] height, int[] work, int smallCount, int largeBegin) {
    int n = height.length;
    int small = smallCount;
    int large = largeBegin;
    while (small > 0 && large < n) {
      int poor = work[--small];
      int rich = work[large];
      columns[poor] = ((long) (height[poor] * ONE) << 32) | rich;
      height[rich] -= 1 - height[poor];
      if (height[rich] < 1) {
        large++;
        work[small++] = rich;
      }
    }
    // What is left is full up to rounding: its alias is itself, so the cut does not matter.
    while (large < n) {
      columns[work[large]] = work[large];
      large++;
    }
    while (small > 0) {
      small--;
      columns[work[small]] = work[small];
    }
  }

  /** An index, for 64 uniform random bits. */
  int draw(long random) {
    return at(Hashing.reduce(random, columns.length), random);
  }

  /** The index of one column, or its alias, by the lower 32 of some uniform random bits. */
  int at(int column, long random) {
    long cell = columns[column];
    return (random & 0xffff_ffffL) < cell >>> 32 ? column : (int) cell;
  }
}
