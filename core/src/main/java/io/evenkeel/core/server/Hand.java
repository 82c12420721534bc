package io.evenkeel.core.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decided about a server by hand. It stands above the checks, belongs to the
 * server and so outlives every configuration, and ends by itself when it has a time.
 *
 * @param by who did it; empty for {@link #NONE}
 * @param reason in the operator's words
 * @param until when it ends by itself; null: when somebody takes it back
 * @param untilNanos the same by the monotonic clock; meaningless without {@code until}
 * @param deadline when the requests that are still there are broken off; null: they finish
 * @param deadlineNanos the same by the monotonic clock; meaningless without {@code deadline}
 */
public record Hand(
    Kind kind,
    String by,
    String reason,
    @Nullable Instant until,
    long untilNanos,
    @Nullable Instant deadline,
    long deadlineNanos) {
  /** The operator has no hand in it: the checks decide alone. */
  public static final Hand NONE = new Hand(Kind.NONE, "", "", null, 0);

  /** One without a deadline: what is there finishes. */
  public Hand(Kind kind, String by, String reason, @Nullable Instant until, long untilNanos) {
    this(kind, by, reason, until, untilNanos, null, 0);
  }

  /** What the hand does to the server. */
  public enum Kind {
    NONE,
    /** No new request, not even of a sticky client; those in flight finish. */
    DRAINING,
    /** The same, and what its checks say is no news. */
    MAINTENANCE,
    /**
     * Healthy whatever its readiness check says ("manually marked healthy"). Liveness keeps its
     * power: a server that is dead is not made alive by a word.
     */
    FORCED_HEALTHY
  }

  /** Whether what still runs at the server is broken off now. */
  public boolean isDeadlineOver(long nowNanos) {
    return deadline != null && nowNanos - deadlineNanos >= 0;
  }

  /** Whether the server takes no new request because of this. */
  public boolean keepsTrafficAway() {
    return kind == Kind.DRAINING || kind == Kind.MAINTENANCE;
  }
}
