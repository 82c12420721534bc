package io.evenkeel.control.status;

import io.evenkeel.core.server.ServerTotals;

/** The running totals of one server at one moment. */
record ServerReading(long atNanos, ServerTotals totals) {
  long attempts() {
    return totals.finished();
  }

  /**
   * Attempts the server failed: no connection, too slow, broken off, or answered 5xx. What the
   * client or our own machine caused is not among them.
   */
  long failures() {
    return totals.connectFailures() + totals.timeouts() + totals.broken() + totals.responses(5);
  }

  /** Latency to the first byte of the responses after {@code earlier}. */
  double percentileSince(ServerReading earlier, double quantile) {
    return totals.latencyNanosSince(earlier.totals, quantile);
  }
}
