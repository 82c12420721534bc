package io.evenkeel.control.health;

import java.time.Duration;

/**
 * What an operator wants done with a circuit breaker.
 *
 * @param length after which it is left to the traffic again; zero: when it is taken back, but
 *     nothing is forced closed for longer than {@link Hands#FORCED_LENGTH} unless that was said
 * @param forced whether it is opened even if too few servers are left
 */
public record BreakerOrder(Wish wish, String by, String reason, Duration length, boolean forced) {
  /** The three things that can be wanted. */
  public enum Wish {
    /** No request, whatever comes of it. */
    OPEN,
    /** Every request, whatever comes of it. */
    CLOSED,
    /** As the traffic decides. */
    AUTO
  }
}
