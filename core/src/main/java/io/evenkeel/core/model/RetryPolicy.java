package io.evenkeel.core.model;

/**
 * When a failed attempt is tried on another server. Today only attempts that cannot have reached a
 * server's application are repeated: failed connects, and idle connections that turn out to be
 * closed.
 *
 * @param attempts tries in all, the first included; 1: no retry
 */
public record RetryPolicy(int attempts) {
  public static final RetryPolicy DEFAULT = new RetryPolicy(2);

  public RetryPolicy {
    if (attempts < 1 || attempts > 10) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 to 10)");
    }
  }
}
