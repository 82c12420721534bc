package io.evenkeel.control.status;

import io.evenkeel.control.status.ServerStatus.EjectionStatus;
import io.evenkeel.control.status.ServerStatus.HandStatus;
import io.evenkeel.control.status.ServerStatus.LastCheck;
import io.evenkeel.control.status.StatusReport.PoolStatus;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the runtime of a pool to what is reported of it. */
public final class PoolStatusOf {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private PoolStatusOf() {}

  static PoolStatus pool(PoolRuntime runtime, StatusSampler sampler, long nowNanos) {
    Pool pool = runtime.pool();
    List<ServerState> states = runtime.servers();
    List<ServerRates> rates = states.stream().map(sampler::rates).toList();
    long attempts = rates.stream().mapToLong(ServerRates::attempts).sum();
    Map<String, ServerStatus> servers = new LinkedHashMap<>();
    for (int i = 0; i < states.size(); i++) {
      ServerState state = states.get(i);
      ServerRates own = rates.get(i);
      double share = attempts == 0 ? 0 : (double) own.attempts() / attempts;
      Server server = pool.servers().get(i);
      servers.put(
          server.name(),
          server(server, state, own, new Shares(share, runtime.expectedShare(state)), nowNanos));
    }
    CircuitBreaker breaker = runtime.breaker();
    double budget = runtime.retries().budget().left(pool.retries().budget(), nowNanos);
    return new PoolStatus(
        mode(runtime),
        runtime.reason(),
        breaker.mode().word(),
        BreakerText.reason(breaker, nowNanos),
        healthy(states),
        rounded(budget, 1000),
        servers);
  }

  private static String mode(PoolRuntime runtime) {
    return runtime.mode().name().toLowerCase(Locale.ROOT);
  }

  /** Servers that may take traffic by their checks, their traffic and the operator's hand. */
  public static int healthy(List<ServerState> states) {
    int healthy = 0;
    for (ServerState state : states) {
      if (state.standing() == Standing.HEALTHY) {
        healthy++;
      }
    }
    return healthy;
  }

  private record Shares(double measured, double expected) {}

  private static ServerStatus server(
      Server server, ServerState state, ServerRates rates, Shares shares, long nowNanos) {
    ServerHealth health = state.health();
    return new ServerStatus(
        server.address().toString(),
        word(state),
        state.breaker().mode().word(),
        BreakerText.reason(state.breaker(), nowNanos),
        rounded(rates.attemptsPerSecond(), 10),
        rounded(shares.measured(), 1000),
        rounded(shares.expected(), 1000),
        state.inFlight(),
        state.limit(),
        state.maxRequests(),
        rounded(rates.p50Nanos() / 1e6, 100),
        rounded(rates.p99Nanos() / 1e6, 100),
        rounded(rates.errorRate(), 10_000),
        rounded(state.verdict().pace(), 100),
        lastCheck(health, nowNanos),
        ejection(state.verdict().ejection(), nowNanos),
        hand(state.hand(), nowNanos));
  }

  private static String word(ServerState state) {
    Standing standing = state.standing();
    boolean isTrusted = standing == Standing.HEALTHY && state.health().trusted();
    return isTrusted ? "trusted" : standing.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable LastCheck lastCheck(ServerHealth health, long nowNanos) {
    ProbeResult probe = health.lastProbe();
    return probe == null
        ? null
        : new LastCheck(
            probe.answer(),
            rounded(probe.elapsedNanos() / 1e6, 100),
            Math.max(0, (nowNanos - health.lastProbeNanos()) / 1_000_000));
  }

  private static @Nullable EjectionStatus ejection(Ejection ejection, long nowNanos) {
    return switch (ejection) {
      case Ejection.In _, Ejection.Suspected _ -> null;
      case Ejection.Ejected ejected ->
          new EjectionStatus(
              ejected.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              ejected.why(),
              ejected.times(),
              Math.ceilDiv(Math.max(0, ejected.untilNanos() - nowNanos), SECOND_NANOS));
    };
  }

  private static @Nullable HandStatus hand(Hand hand, long nowNanos) {
    if (hand.kind() == Hand.Kind.NONE) {
      return null;
    }
    long leftNanos = hand.until() == null ? 0 : Math.max(1, hand.untilNanos() - nowNanos);
    long drainNanos = hand.deadline() == null ? 0 : Math.max(0, hand.deadlineNanos() - nowNanos);
    return new HandStatus(
        hand.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        hand.by(),
        hand.reason(),
        Math.ceilDiv(leftNanos, SECOND_NANOS),
        Math.ceilDiv(drainNanos, SECOND_NANOS));
  }

  private static double rounded(double value, double steps) {
    return Math.round(value * steps) / steps;
  }
}
