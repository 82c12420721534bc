package io.evenkeel.proxy.exchange;

import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.server.AttemptResult.TimedOut;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.evenkeel.proxy.telemetry.Termination;
import io.evenkeel.proxy.upstream.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an exchange when something goes wrong: another attempt, an answer in our own
 * name, or a cut connection. The one place that decides. Part of an {@link HttpExchange}.
 */
final class Recovery {
  private final HttpExchange exchange;
  private final LoopContext loop;
  private final RequestFacts facts;
  private final Attempt attempt;

  Recovery(HttpExchange exchange) {
    this.exchange = exchange;
    this.loop = exchange.loop;
    this.facts = exchange.facts;
    this.attempt = exchange.attempt;
  }

  void connectFailed(ConnectFailure why, String detail) {
    attempt.detach();
    fail(new ConnectFailed(why), Failures.connect(why), detail);
  }

  void serverClosed(@Nullable ServerConnection gone, boolean reset) {
    Phase phase = phase();
    if (gone != null && gone.isReused() && phase != Phase.RECEIVING && mayResend()) {
      // The server closed an idle connection while we took it: nobody's fault, and no other server
      // is needed.
      attempt.settle(Attempt.ABANDONED, loop.now());
      exchange.attemptAfresh();
      return;
    }
    String how = reset ? "connection reset by the server" : "connection closed by the server";
    fail(new Broken(phase), Failures.closed(phase), how);
  }

  void serverTooSlow() {
    attempt.drop();
    Phase phase = phase();
    fail(
        new TimedOut(phase),
        Failures.timedOut(phase),
        "no answer within the pool's response timeout");
  }

  void serverDied() {
    attempt.drop();
    Phase phase = phase();
    fail(new Broken(phase), Failures.closed(phase), "the liveness check of the server failed");
  }

  /** The server's bytes are no HTTP. */
  void badResponse(String why) {
    attempt.drop();
    fail(new Broken(phase()), ProxyError.HTTP_PROTOCOL_ERROR, why);
  }

  private void fail(AttemptResult result, ProxyError error, String details) {
    attempt.settle(result, loop.now());
    facts.fail(error, details);
    ServerState failed = attempt.lastServer();
    if (failed != null) {
      exchange.picking.exclude(failed);
    }
    boolean neverSent = result instanceof ConnectFailed;
    if (neverSent && mayRepeat()) {
      exchange.attempt();
    } else {
      exchange.answer(error.status(), error, details);
    }
  }

  /** The client's body is broken, too long or too late. */
  void badBody(int status, String why) {
    facts.requestUsable = false;
    attempt.settle(Attempt.ABANDONED, loop.now());
    attempt.drop();
    exchange.answer(status, ProxyError.HTTP_REQUEST_ERROR, why);
  }

  /** One of the exchange's times may be over. */
  void deadline(long nowNanos) {
    ExchangeTimes times = exchange.times;
    if (times.isLate(nowNanos)) {
      attempt.settle(new TimedOut(phase()), nowNanos);
      attempt.drop();
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

  private boolean mayRepeat() {
    return exchange.tries.count() < exchange.pool().pool().retries().attempts()
        && !exchange.times.isLate(loop.now());
  }

  /**
   * RFC 9110, 9.2.2: what may have been acted on is only sent again when acting twice is the same
   * as once.
   */
  private boolean mayResend() {
    return facts.method.isIdempotent() && exchange.request.isRepeatable() && mayRepeat();
  }

  private Phase phase() {
    if (exchange.response.hasBegun()) {
      return Phase.RECEIVING;
    }
    return exchange.request.isRead() ? Phase.WAITING : Phase.SENDING;
  }
}
