package io.evenkeel.core.stats;

import java.util.List;
import java.util.Map;

/**
 * The requests of one route to one pool since the process started.
 *
 * @param requests begun
 * @param responsesByClass ended, by the first digit of the status sent to the client: 1 to 5, and
 *     at 0 those that ended without an answer
 * @param errors answered by the balancer in place of a server, by error type of RFC 9209; only
 *     types that occurred
 * @param bytesIn from clients
 * @param bytesOut to clients
 * @param durations from the first byte of the request to the last of the response
 */
public record RouteTraffic(
    TrafficKey key,
    long requests,
    List<Long> responsesByClass,
    Map<String, Long> errors,
    long bytesIn,
    long bytesOut,
    Durations durations) {
  public RouteTraffic {
    responsesByClass = List.copyOf(responsesByClass);
    errors = Map.copyOf(errors);
    if (responsesByClass.size() != 6) {
      throw new IllegalArgumentException(
          "responsesByClass: " + responsesByClass.size() + " classes (expected: 6, 0 to 5)");
    }
  }

  /** Requests that have begun and not ended; never negative. */
  public long inFlight() {
    long ended = responsesByClass.stream().mapToLong(Long::longValue).sum();
    return Math.max(0, requests - ended);
  }
}
