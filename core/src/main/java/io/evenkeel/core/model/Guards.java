package io.evenkeel.core.model;

/**
 * The floor of a pool.
 *
 * @param minHealthy fraction of 0 to 1 of the servers; below it {@code whenUnhealthy} applies
 */
public record Guards(double minHealthy, WhenUnhealthy whenUnhealthy) {
  public static final Guards DEFAULT = new Guards(0.5, WhenUnhealthy.KEEP_SERVING);

  public Guards {
    if (!(minHealthy >= 0 && minHealthy <= 1)) {
      throw new IllegalArgumentException("min-healthy: " + minHealthy + " (expected: 0 to 1)");
    }
  }
}
