package io.evenkeel.core.resilience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who took a breaker out of the hands of the traffic, and why.
 *
 * @param reason in the operator's words
 * @param until when it ends by itself; null: when somebody takes it back
 * @param untilNanos the same by the monotonic clock; meaningless without {@code until}
 */
public record Forced(String by, String reason, @Nullable Instant until, long untilNanos) {}
