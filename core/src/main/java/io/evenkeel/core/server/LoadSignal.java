package io.evenkeel.core.server;

import io.evenkeel.core.stats.DecayingValue;

/**
 * From requests in flight, latency and failures to one number that balancers compare; lower is
 * better.
 *
 * <p><b>Latency</b> is Finagle's peak EWMA (com.twitter.finagle.loadbalancer.PeakEwma): a slower
 * answer counts at once, a faster one is believed over {@link #TAU_LATENCY_NANOS}, and without
 * answers the value fades, so that a server which was slow is tried again.
 *
 * <p><b>Failures.</b> A server that fails fast has nothing in flight and no latency: to a balancer
 * that looks only there it is the best of all and swallows the traffic (a black hole). So the share
 * of failures among its last answers, s, becomes a penalty p = 255 s²: after one failure (s = 1/16)
 * as much as one more request in flight, at every second failing 64, at all failing 255. It is
 * added to the requests, so that it counts while the server is idle, and multiplies them, so that
 * it still counts where others have hundreds. The share fades over {@link #TAU_FAILURES_NANOS};
 * below half a request it counts as nothing, or an idle pool would never try the server again.
 */
final class LoadSignal {
  static final long NO_LATENCY = DecayingValue.NOTHING;
  static final long NO_FAILURE = DecayingValue.NOTHING;

  /** Finagle's default: long against one request, short against an operator's patience. */
  static final double TAU_LATENCY_NANOS = 10e9;

  /** A server that fails throughout is tried again about half a minute later (x = 5.7 below). */
  static final double TAU_FAILURES_NANOS = 5e9;

  /** A failure share is an average over about the last 16 answers. */
  private static final double ALPHA = 1 / 16.0;

  private static final double PENALTY = 255;
  private static final double LEAST_PENALTY = 0.5;

  /**
   * Latency of a server that has not answered yet but is busy or failing: it gets one request at a
   * time until it shows what it can do.
   */
  private static final double UNKNOWN_LATENCY_NANOS = 1e9;

  private LoadSignal() {}

  static double load(int inFlight, long failures, long nowNanos) {
    if (failures == NO_FAILURE) {
      return inFlight;
    }
    double penalty = penalty(failures, nowNanos);
    return (inFlight + penalty) * (1 + penalty);
  }

  static double latencyLoad(double inFlight, long latency, long failures, long nowNanos) {
    double penalty = failures == NO_FAILURE ? 0 : penalty(failures, nowNanos);
    double nanos = DecayingValue.faded(latency, nowNanos, TAU_LATENCY_NANOS);
    if (latency == NO_LATENCY && (inFlight > 0 || penalty > 0)) {
      nanos = UNKNOWN_LATENCY_NANOS;
    }
    return nanos * (inFlight + 1) * (1 + penalty);
  }

  static long sawLatency(long latency, long elapsedNanos, long nowNanos) {
    return DecayingValue.peak(latency, (double) elapsedNanos, nowNanos, TAU_LATENCY_NANOS);
  }

  /** A failure says nothing of the latency, but the old value must not fade meanwhile. */
  static long keepLatency(long latency, long nowNanos) {
    return latency == NO_LATENCY
        ? NO_LATENCY
        : DecayingValue.of(DecayingValue.stored(latency), nowNanos);
  }

  static long sawOutcome(long failures, boolean failure, long nowNanos) {
    double sample = failure ? 1 : 0;
    return DecayingValue.average(failures, sample, ALPHA, nowNanos, TAU_FAILURES_NANOS);
  }

  private static double penalty(long failures, long nowNanos) {
    double share = DecayingValue.faded(failures, nowNanos, TAU_FAILURES_NANOS);
    double penalty = PENALTY * share * share;
    return penalty < LEAST_PENALTY ? 0 : penalty;
  }
}
