package io.evenkeel.core.health;

/**
 * Finds the servers of a pool that fail more of their requests than their peers do, though less
 * than what is too much for any server.
 *
 * <p>After Envoy's success-rate outliers (mean - 1.9 standard deviations), but each server is
 * compared with the <i>others</i>: a server that is part of its own yardstick can never be more
 * than √(n - 1) deviations away, which finds nobody among three or four. And it must be worse by
 * {@link #LEAST_DIFFERENCE} and by failures that are no chance, since equal servers deviate by next
 * to nothing.
 */
public final class SuccessRates {
  /** Fewer servers with enough requests say nothing about what is usual. */
  public static final int LEAST_SERVERS = 3;

  /** Requests of a server that say something about its rate: one failure is 1 % of them. */
  public static final int LEAST_REQUESTS = 100;

  /** As many as for a failure rate: off by a third of it by chance. */
  static final int LEAST_FAILURES = OutlierDetector.FAILURES;

  /** One-sided, 3 % of equal servers are below that by chance; the other conditions rule it out. */
  static final double DEVIATIONS = 1.9;

  /** Five more failures in a hundred: users notice. */
  static final double LEAST_DIFFERENCE = 0.05;

  private int servers;
  private double sum;
  private double squares;

  /** Begins anew. */
  public void clear() {
    servers = 0;
    sum = 0;
    squares = 0;
  }

  /** Takes a server of the pool in; one with too few requests does not count. */
  public void add(long requests, long failures) {
    if (requests >= LEAST_REQUESTS) {
      double rate = rate(requests, failures);
      servers++;
      sum += rate;
      squares += rate * rate;
    }
  }

  /** Whether one of those that were added is too much worse than the others. */
  public boolean isOutlier(long requests, long failures) {
    if (servers < LEAST_SERVERS || requests < LEAST_REQUESTS || failures < LEAST_FAILURES) {
      return false;
    }
    double own = rate(requests, failures);
    int others = servers - 1;
    double mean = (sum - own) / others;
    double variance = Math.max(0, (squares - own * own) / others - mean * mean);
    return own < mean - Math.max(DEVIATIONS * Math.sqrt(variance), LEAST_DIFFERENCE);
  }

  private static double rate(long requests, long failures) {
    return 1 - (double) failures / requests;
  }
}
