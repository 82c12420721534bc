package io.evenkeel.proxy.exchange;

import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.AttemptResult.TimedOut;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Setback;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.evenkeel.proxy.telemetry.Termination;
import io.evenkeel.proxy.upstream.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an exchange when something goes wrong: another attempt, an answer in our own
 * name, or a cut connection. The one place that decides, by the rules of {@link
 * io.evenkeel.core.resilience.RetryRules}. Part of an {@link HttpExchange}.
 */
final class Recovery {
  /** The rest of an answer is not worth waiting for, or has no end but the connection's. */
  static final long ENDLESS = Long.MAX_VALUE;

  private final HttpExchange exchange;
  private final LoopContext loop;
  private final RequestFacts facts;
  private final SecondChance chance;
  private @Nullable ServerState other;
  private int refusedStatus;

  Recovery(HttpExchange exchange, SecondChance chance) {
    this.exchange = exchange;
    this.loop = exchange.loop;
    this.facts = exchange.facts;
    this.chance = chance;
  }

  // ---- the attempt has failed

  void connectFailed(ConnectFailure why, String detail) {
    fail(new ConnectFailed(why), Failures.connect(why), detail);
  }

  void serverClosed(@Nullable ServerConnection gone, boolean reset) {
    Phase phase = phase();
    boolean untouched = gone != null && gone.isReused() && !exchange.response.hasPart();
    if (untouched && !exchange.hedge.isRunning() && chance.isGivenForStale()) {
      // The server closed an idle connection while we took it: nobody's fault, and no other server
      // is needed.
      exchange.attempt.settle(Attempt.ABANDONED, loop.now());
      exchange.attempt();
      return;
    }
    String how = reset ? "connection reset by the server" : "connection closed by the server";
    fail(new Broken(phase), Failures.closed(phase), how);
  }

  void serverTooSlow(long nowNanos) {
    Phase phase = phase();
    long leftNanos = exchange.times.answerLeftNanos(nowNanos);
    ServerConnection waiting = exchange.attempt.connection();
    if (phase == Phase.WAITING && leftNanos > 0 && waiting != null) {
      // The time for one try is over, not that for an answer: who has nowhere better to go stays.
      if (!goesElsewhere(RetryReason.TIMEOUT, new TimedOut(phase))) {
        waiting.deadline().set(nowNanos, leftNanos);
      }
      return;
    }
    exchange.attempt.drop();
    fail(
        new TimedOut(phase),
        Failures.timedOut(phase),
        "no answer within the pool's response timeout");
  }

  /**
   * {@code server} was found to take connections and requests and to answer none: who waits for it
   * goes elsewhere where that is possible.
   */
  void serverStalled(ServerState server) {
    if (exchange.hedge.isAt(server)) {
      exchange.hedge.failed(new TimedOut(Phase.WAITING));
    } else if (isAt(server) && !exchange.attempt.isStreaming()) {
      var _ =
          goesElsewhere(RetryReason.CONNECT_TIMEOUT, new ConnectFailed(ConnectFailure.TIMED_OUT));
    } else if (isAt(server) && phase() == Phase.WAITING) {
      var _ = goesElsewhere(RetryReason.TIMEOUT, new TimedOut(Phase.WAITING));
    }
  }

  /** {@code server} is given up: by its liveness check, or at the deadline of its drain. */
  void serverDied(ServerState server) {
    boolean drained = server.hand().isDeadlineOver(loop.now());
    if (exchange.hedge.isAt(server)) {
      exchange.hedge.failed(drained ? Attempt.ABANDONED : new Broken(Phase.WAITING));
    } else if (isAt(server)) {
      boolean connecting = !exchange.attempt.isStreaming();
      exchange.attempt.drop();
      Phase phase = phase();
      if (drained) {
        // Planned work: nothing of it is held against the server, nor the pool.
        exchange.attempt.settle(Attempt.ABANDONED, loop.now());
      }
      fail(
          connecting ? new ConnectFailed(ConnectFailure.TIMED_OUT) : new Broken(phase),
          connecting ? Failures.connect(ConnectFailure.TIMED_OUT) : Failures.closed(phase),
          drained
              ? "the deadline of the server's drain is over"
              : "the liveness check of the server failed");
    }
  }

  @SuppressWarnings("ReferenceEquality") // a server is its state object
  private boolean isAt(ServerState server) {
    ServerConnection to = exchange.attempt.connection();
    return to != null && to.server() == server;
  }

  /** The server's bytes are no HTTP. */
  void badResponse(String why) {
    exchange.attempt.drop();
    fail(new Broken(phase()), ProxyError.HTTP_PROTOCOL_ERROR, why);
  }

  private void fail(AttemptResult result, ProxyError error, String details) {
    exchange.attempt.settle(result, loop.now());
    facts.fail(error, details);
    ServerState failed = exchange.attempt.lastServer();
    if (failed != null) {
      exchange.picking.exclude(failed);
    }
    RetryReason reason = Setback.of(result);
    if (reason == RetryReason.REFUSED) {
      exchange.tries.wasRefused();
    }
    if (exchange.hedge.takesOver()) {
      return;
    }
    if (reason == null || !chance.tryAgain(reason)) {
      exchange.answer(error.status(), error, details);
    }
  }

  // ---- the attempt goes on, but another may do better

  /**
   * Whether the answer with this status, of which the client has seen nothing, is to be dropped;
   * then {@link #answerRefused} must follow.
   */
  boolean refusesAnswer(int status) {
    refusedStatus = status;
    if (exchange.hedge.isRunning()) {
      return exchange.pool().pool().retries().onStatus().contains(status);
    }
    other = chance.other(RetryReason.STATUS, status);
    return other != null;
  }

  /**
   * Goes on without the answer.
   *
   * @param leftover bytes of it that are still to come, or {@link #ENDLESS}
   */
  void answerRefused(long leftover) {
    long now = loop.now();
    Attempt attempt = exchange.attempt;
    attempt.settle(new Responded(refusedStatus, attempt.tookNanos(now)), now);
    ServerConnection used = attempt.detach();
    if (used != null) {
      part(used, exchange.request.isRead() ? leftover : ENDLESS);
    }
    ServerState next = other;
    other = null;
    if (next != null) {
      exchange.attemptAt(next);
    } else {
      var _ = exchange.hedge.takesOver();
    }
  }

  private void part(ServerConnection used, long leftover) {
    if (leftover == 0) {
      loop.giveBack(used, exchange.pool());
    } else if (leftover <= Leftover.MOST_BYTES) {
      Leftover.drain(loop, exchange.pool(), used, (int) leftover);
    } else {
      used.abort();
    }
  }

  /** Leaves the server for another one if there is one to be had; else nothing has changed. */
  private boolean goesElsewhere(RetryReason reason, AttemptResult result) {
    ServerState next = exchange.hedge.isRunning() ? null : chance.other(reason, 0);
    if (next == null) {
      return false;
    }
    exchange.attempt.settle(result, loop.now());
    exchange.attempt.drop();
    exchange.attemptAt(next);
    return true;
  }

  // ---- the client, or the time for it all

  /** The client's body is broken, too long or too late. */
  void badBody(int status, String why) {
    facts.requestUsable = false;
    exchange.attempt.settle(Attempt.ABANDONED, loop.now());
    exchange.attempt.drop();
    exchange.answer(status, ProxyError.HTTP_REQUEST_ERROR, why);
  }

  /** One of the exchange's times may be over. */
  void deadline(long nowNanos) {
    ExchangeTimes times = exchange.times;
    if (times.isLate(nowNanos)) {
      exchange.attempt.settle(new TimedOut(phase()), nowNanos);
      exchange.attempt.drop();
      exchange.answer(
          504, ProxyError.HTTP_RESPONSE_TIMEOUT, "no answer within the route's timeout");
    } else if (times.isReadOverdue(nowNanos)) {
      exchange.leaveClient(Termination.CLIENT_GONE);
    } else if (times.isBodyOverdue(nowNanos)) {
      badBody(408, "no body bytes within the listener's body timeout");
    } else {
      exchange.rearm();
    }
  }

  private Phase phase() {
    if (exchange.response.hasBegun()) {
      return Phase.RECEIVING;
    }
    return exchange.request.isRead() ? Phase.WAITING : Phase.SENDING;
  }
}
