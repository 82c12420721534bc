package io.evenkeel.proxy.exchange;

import java.util.concurrent.TimeUnit;

/**
 * The times that end an exchange, in nanoseconds of the loop's clock. One timer, the client
 * connection's, serves them all: it is set to the first that matters. Confined to its loop.
 */
final class ExchangeTimes {
  private static final long NEVER = Long.MAX_VALUE;

  /** Longer than any keep-alive of WebSocket applications; dead peers must not pile up. */
  private static final long TUNNEL_IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How long the server may take for its next step. */
  long serverStepNanos;

  /** How long it may take for an answer to begin while the request may be tried elsewhere. */
  long tryNanos;

  private long answerAwaitedNanos;

  /**
   * How long the client may take for its next step: to send more of a body, or to read more of an
   * answer.
   */
  long clientStepNanos;

  private long lateAt = NEVER;
  private long bodyDueAt = NEVER;
  private long readDueAt = NEVER;

  void reset(long newClientStepNanos) {
    clientStepNanos = newClientStepNanos;
    lateAt = NEVER;
    bodyDueAt = NEVER;
    readDueAt = NEVER;
  }

  /**
   * The pool is known.
   *
   * @param routeNanos what the route allows until an answer begins, from now; 0: no limit
   */
  void aim(long nowNanos, long routeNanos, long newServerStepNanos) {
    lateAt = routeNanos == 0 ? NEVER : nowNanos + routeNanos;
    serverStepNanos = newServerStepNanos;
  }

  /** The server has the whole request and owes an answer. */
  void answerAwaited(long nowNanos) {
    answerAwaitedNanos = nowNanos;
  }

  /** What is left for it to answer in; 0 or less: nothing. */
  long answerLeftNanos(long nowNanos) {
    return answerAwaitedNanos + serverStepNanos - nowNanos;
  }

  /** An answer has begun: from now on only its progress counts. */
  void answerBegun() {
    lateAt = NEVER;
  }

  /** Both connections are a tunnel now: nobody owes the next step, but one must come some time. */
  void tunnelBegun() {
    answerBegun();
    bodyNotAwaited();
    serverStepNanos = TUNNEL_IDLE_NANOS;
    clientStepNanos = TUNNEL_IDLE_NANOS;
  }

  /** The client owes more of its body. */
  void bodyAwaited(long nowNanos) {
    bodyDueAt = nowNanos + clientStepNanos;
  }

  void bodyNotAwaited() {
    bodyDueAt = NEVER;
  }

  /** The client has stopped to read. */
  void stalled(long nowNanos) {
    readDueAt = nowNanos + clientStepNanos;
  }

  void flowing() {
    readDueAt = NEVER;
  }

  boolean isStalled() {
    return readDueAt != NEVER;
  }

  /** Whether the whole has a limit: else it need not be asked how late it is. */
  boolean hasLimit() {
    return lateAt != NEVER;
  }

  /** What is left of it, in milliseconds, at least 1. */
  long leftMillis(long nowNanos) {
    return Math.max(1, (lateAt - nowNanos) / 1_000_000);
  }

  boolean isLate(long nowNanos) {
    return nowNanos >= lateAt;
  }

  boolean isBodyOverdue(long nowNanos) {
    return nowNanos >= bodyDueAt;
  }

  boolean isReadOverdue(long nowNanos) {
    return nowNanos >= readDueAt;
  }

  /** The first of all; {@link Long#MAX_VALUE}: none. */
  long next() {
    return Math.min(lateAt, Math.min(bodyDueAt, readDueAt));
  }
}
