package io.evenkeel.control.health;

import io.evenkeel.core.server.Hand;
import java.time.Duration;

/**
 * What an operator wants done with a server.
 *
 * @param length after which it ends by itself; zero: when it is taken back, but a server is never
 *     forced healthy for longer than {@link Hands#FORCED_LENGTH} unless that was said
 * @param forced whether it is done even if too few servers are left
 */
public record HandOrder(
    Hand.Kind kind, String by, String reason, Duration length, boolean forced) {}
