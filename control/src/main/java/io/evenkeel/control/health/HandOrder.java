package io.evenkeel.control.health;

import io.evenkeel.core.server.Hand;
import java.time.Duration;

/**
 * What an operator wants done with a server.
 *
 * @param length after which it ends by itself; zero: when it is taken back, but a server is never
 *     forced healthy for longer than {@link Hands#FORCED_LENGTH} unless that was said
 * @param deadline after which requests that are still there are broken off; zero: they finish
 * @param forced whether it is done even if too few servers are left
 */
public record HandOrder(
    Hand.Kind kind, String by, String reason, Duration length, Duration deadline, boolean forced) {
  /** Without a deadline. */
  public HandOrder(Hand.Kind kind, String by, String reason, Duration length, boolean forced) {
    this(kind, by, reason, length, Duration.ZERO, forced);
  }
}
