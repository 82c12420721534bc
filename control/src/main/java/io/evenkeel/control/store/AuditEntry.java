package io.evenkeel.control.store;

import java.time.Instant;

/**
 * One thing that somebody did, or that happened by itself.
 *
 * @param who the user; {@code evenkeel} for what the balancer did by itself
 * @param what a stable word such as {@code approve}, {@code drain}, {@code rollout-committed}
 * @param subject what it was done to, such as {@code pools.api.servers.api-1}; may be empty
 * @param reason in the words of whoever did it; may be empty
 * @param plan its id; empty: none
 * @param revision its number; 0: none
 * @param result what came of it, such as {@code ok} or {@code refused: frozen}
 */
public record AuditEntry(
    Instant at,
    String who,
    String what,
    String subject,
    String reason,
    String plan,
    long revision,
    String result) {
  /** Who acts when nobody does. */
  public static final String BY_ITSELF = "evenkeel";
}
