package io.evenkeel.control.status;

import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.ServerTotals;

/**
 * The last minutes of one server, in two halves: the older one is complete, the newer one goes on.
 * The control loop writes, any thread reads.
 */
final class ServerHistory {
  private final ServerState server;
  private final Reading began;
  private final Reading middle;
  private final InFlightReadings older;
  private volatile InFlightReadings newer = InFlightReadings.NONE;

  private ServerHistory(ServerState server, Reading began, Reading middle, InFlightReadings older) {
    this.server = server;
    this.began = began;
    this.middle = middle;
    this.older = older;
  }

  static ServerHistory of(ServerState server, long nowNanos) {
    Reading first = Reading.of(server, nowNanos);
    return new ServerHistory(server, first, first, InFlightReadings.NONE);
  }

  /** With a new half that begins now; the older one is forgotten. */
  ServerHistory next(long nowNanos) {
    return new ServerHistory(server, middle, Reading.of(server, nowNanos), newer);
  }

  void sample() {
    newer = newer.and(server.inFlight());
  }

  ServerId id() {
    return server.id();
  }

  /** Whether this is about the very object: one that came back after a while counts anew. */
  boolean isOf(ServerState other) {
    return server == other;
  }

  /** How far this looks back. */
  long beganNanos() {
    return began.atNanos();
  }

  /** Whether nothing has happened since the beginning. */
  boolean isQuiet() {
    return server.inFlight() == 0 && server.finishedAttempts() == began.finished();
  }

  /** From the beginning until now. */
  ServerTraffic traffic() {
    // Read before the totals: a moment's requests may be missing, never counted without an answer.
    InFlightReadings readings = older.and(newer);
    Reading now = Reading.of(server, 0);
    return new ServerTraffic(
        now.finished() - began.finished(),
        now.failed() - began.failed(),
        now.totals().latencyCountsSince(began.totals()),
        readings.peak(),
        readings.mean());
  }

  /** The running totals at one moment. */
  private record Reading(long atNanos, long finished, long failed, ServerTotals totals) {
    static Reading of(ServerState server, long nowNanos) {
      return new Reading(
          nowNanos, server.finishedAttempts(), server.failedAttempts(), server.totals());
    }
  }
}
