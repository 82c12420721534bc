package io.evenkeel.core.model;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a failed attempt is tried on another server: only while the client has seen no byte of an
 * answer.
 *
 * @param attempts tries in all, the first included; 1: no retry
 * @param budget retries at most, as a fraction of 0 to 1 of the pool's requests
 * @param onConnect after connections that could not be made: no byte can have reached the server
 * @param onReset after connections that broke, and tries that took too long
 * @param onStatus after answers with these statuses, 500 to 599
 * @param methods which requests are tried again once a server may have acted on them
 * @param perTryTimeout from the end of the request to the head of the answer, for every try but the
 *     last that is allowed
 */
public record RetryPolicy(
    int attempts,
    double budget,
    boolean onConnect,
    boolean onReset,
    Set<Integer> onStatus,
    Methods methods,
    Duration perTryTimeout) {
  /** Which requests may be sent twice. */
  public enum Methods {
    /** Those of which acting twice is the same as once (RFC 9110, 9.2.2). */
    IDEMPOTENT,
    /** All: the operator knows that the servers can bear it. */
    ALL
  }

  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          2, 0.2, true, true, Set.of(502, 503, 504), Methods.IDEMPOTENT, Duration.ofSeconds(5));

  public RetryPolicy {
    if (attempts < 1 || attempts > 10) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 to 10)");
    }
    if (!(budget >= 0 && budget <= 1)) {
      throw new IllegalArgumentException("budget: " + budget + " (expected: 0 to 1)");
    }
    for (int status : onStatus) {
      if (status < 500 || status > 599) {
        throw new IllegalArgumentException("on: " + status + " (expected: 500 to 599)");
      }
    }
    if (perTryTimeout.isNegative() || perTryTimeout.isZero()) {
      throw new IllegalArgumentException(
          "per-try-timeout: " + perTryTimeout + " (expected: above 0)");
    }
    onStatus = java.util.Collections.unmodifiableSet(new TreeSet<>(onStatus));
  }

  /** The default with another number of tries. */
  public static RetryPolicy of(int attempts) {
    return new RetryPolicy(
        attempts,
        DEFAULT.budget,
        DEFAULT.onConnect,
        DEFAULT.onReset,
        DEFAULT.onStatus,
        DEFAULT.methods,
        DEFAULT.perTryTimeout);
  }
}
