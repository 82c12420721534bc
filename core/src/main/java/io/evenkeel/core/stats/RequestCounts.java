package io.evenkeel.core.stats;

/**
 * Requests that have ended, as clients saw them. Numbers only grow; what happened in between is a
 * difference.
 *
 * @param requests that have ended
 * @param errors answered with 5xx by a server or by the balancer, cut short, or taken by no route
 * @param clientErrors answered with 4xx: the client's fault, unless a change made it so
 * @param durations from the first byte of the request to the last of the answer
 */
public record RequestCounts(long requests, long errors, long clientErrors, Durations durations) {
  public static final RequestCounts ZERO =
      new RequestCounts(0, 0, 0, new Durations(new long[LogHistogram.BUCKETS], 0));

  /** Both together. */
  public RequestCounts plus(RequestCounts other) {
    return new RequestCounts(
        requests + other.requests,
        errors + other.errors,
        clientErrors + other.clientErrors,
        durations.plus(other.durations));
  }

  /** What came after {@code earlier}, an older reading of the same. */
  public RequestCounts since(RequestCounts earlier) {
    return new RequestCounts(
        Math.max(0, requests - earlier.requests),
        Math.max(0, errors - earlier.errors),
        Math.max(0, clientErrors - earlier.clientErrors),
        durations.since(earlier.durations));
  }

  /** 0 to 1; 0 without requests. */
  public double errorRate() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
