package io.evenkeel.control.health;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.health.ServerTrust;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.server.ServerState;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server of the live snapshot and its checks. Control loop only. */
final class CheckedServer {
  private final ServerState state;
  private final ServerTrust trust = new ServerTrust();
  private boolean isInherited;
  private boolean known;
  private @Nullable Check readiness;
  private @Nullable Check liveness;
  private @Nullable ProbeResult last;
  private long lastNanos;
  private String lastFailure = "";

  /**
   * @param isInherited whether what the state says was found by the process before this one: then
   *     the checks begin with that, and not with nothing
   */
  CheckedServer(ServerState state, boolean isInherited) {
    this.state = state;
    this.isInherited = isInherited;
  }

  ServerState state() {
    return state;
  }

  /** What live traffic says when the checks fail. */
  ServerTrust trust() {
    return trust;
  }

  /** Whether it was in the snapshot before this one. */
  boolean known() {
    return known;
  }

  /** At most two. */
  List<Check> checks() {
    return Stream.of(readiness, liveness).filter(Objects::nonNull).toList();
  }

  /**
   * Takes over what the configuration asks for now; {@link #checks} that stay as they were stay the
   * same objects. One that changes while it is suspected begins with what holds, not with what it
   * said.
   */
  void configure(HealthPolicy policy, long nowNanos) {
    boolean serves = known && state.health().overall() == Health.HEALTHY;
    HealthState first =
        serves ? HealthState.presumedHealthy(nowNanos) : HealthState.checking(nowNanos);
    HealthState ready = isInherited ? state.health().readiness() : null;
    HealthState alive = isInherited ? state.health().liveness() : null;
    isInherited = false;
    readiness =
        next(
            readiness,
            Check.Role.READINESS,
            policy.readiness(),
            Objects.requireNonNullElse(ready, first));
    liveness =
        next(
            liveness,
            Check.Role.LIVENESS,
            policy.liveness(),
            Objects.requireNonNullElse(alive, first));
    known = true;
    last = state.health().lastProbe();
    lastNanos = state.health().lastProbeNanos();
    observe(nowNanos);
    publish();
  }

  /**
   * Takes in an answer that one of the checks has counted; {@link #publish} makes it known.
   *
   * @param said the answer, for people
   */
  void answered(ProbeResult result, String said, long nowNanos) {
    last = result;
    lastNanos = nowNanos;
    if (result.outcome() == ProbeOutcome.FAIL) {
      lastFailure = said;
    }
    observe(nowNanos);
  }

  /** What the checks say, whether they are believed or not. */
  Health verdict() {
    return health(false).byChecks();
  }

  /** What the checks and the traffic say while the checks fail, for people. */
  String testimony() {
    return lastFailure + (trust.isTrusted() ? ", but " : ", and ") + trust.evidence();
  }

  /** Writes what holds now where the data plane reads it. */
  void publish() {
    state.health(health(trust.isTrusted()));
  }

  private ServerHealth health(boolean trusted) {
    return readiness == null && liveness == null
        ? ServerHealth.UNCHECKED
        : new ServerHealth(stateOf(readiness), stateOf(liveness), last, lastNanos, trusted);
  }

  private void observe(long nowNanos) {
    long together = 0;
    for (Check check : checks()) {
      HealthCheck.Active spec = check.spec();
      together = Math.max(together, spec.interval().toNanos() + spec.timeout().toNanos());
    }
    trust.checked(health(false), together, state.traffic(), nowNanos);
  }

  private @Nullable Check next(
      @Nullable Check before, Check.Role role, HealthCheck wanted, HealthState first) {
    return switch (wanted) {
      case HealthCheck.None _ -> null;
      case HealthCheck.Active spec -> {
        if (before == null) {
          yield new Check(this, role, spec, first);
        }
        yield before.spec().equals(spec)
            ? before
            : new Check(this, role, spec, trust.isTrusted() ? first : before.state().restarted());
      }
    };
  }

  private static @Nullable HealthState stateOf(@Nullable Check check) {
    return check == null ? null : check.state();
  }
}
