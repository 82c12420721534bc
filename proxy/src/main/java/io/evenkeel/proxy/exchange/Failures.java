package io.evenkeel.proxy.exchange;

import io.evenkeel.core.runtime.Unavailable;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.proxy.telemetry.ProxyError;

/**
 * What a failed attempt is called towards the client: the one table from our phases to RFC 9209.
 */
final class Failures {
  private Failures() {}

  static ProxyError connect(ConnectFailure why) {
    return switch (why) {
      case REFUSED -> ProxyError.CONNECTION_REFUSED;
      case TIMED_OUT -> ProxyError.CONNECTION_TIMEOUT;
      case UNREACHABLE -> ProxyError.DESTINATION_IP_UNROUTABLE;
      case LOCAL -> ProxyError.PROXY_INTERNAL_ERROR;
    };
  }

  static ProxyError closed(Phase phase) {
    return switch (phase) {
      case SENDING, WAITING -> ProxyError.CONNECTION_TERMINATED;
      case RECEIVING -> ProxyError.HTTP_RESPONSE_INCOMPLETE;
    };
  }

  /** Why there was no server to try, for people. */
  static String unavailable(Unavailable why) {
    return switch (why) {
      case NO_CANDIDATE, ALL_TRIED -> "no healthy server";
      case SATURATED -> "all servers are at their limit";
      case BREAKER_OPEN -> "the circuit breakers of all servers left are open";
    };
  }

  static ProxyError timedOut(Phase phase) {
    return switch (phase) {
      case SENDING, WAITING -> ProxyError.HTTP_RESPONSE_TIMEOUT;
      case RECEIVING -> ProxyError.HTTP_RESPONSE_INCOMPLETE;
    };
  }
}
