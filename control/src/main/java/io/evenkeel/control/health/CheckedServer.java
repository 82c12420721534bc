package io.evenkeel.control.health;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
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
  private boolean known;
  private @Nullable Check readiness;
  private @Nullable Check liveness;

  CheckedServer(ServerState state) {
    this.state = state;
  }

  ServerState state() {
    return state;
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
   * same objects.
   */
  void configure(HealthPolicy policy, long nowNanos) {
    boolean serves = known && state.health().overall() == Health.HEALTHY;
    HealthState first =
        serves ? HealthState.presumedHealthy(nowNanos) : HealthState.checking(nowNanos);
    readiness = next(readiness, Check.Role.READINESS, policy.readiness(), first);
    liveness = next(liveness, Check.Role.LIVENESS, policy.liveness(), first);
    known = true;
    publish(state.health().lastProbe(), state.health().lastProbeNanos());
  }

  /** Writes what an answer changed where the data plane reads it. */
  void publish(@Nullable ProbeResult last, long lastNanos) {
    boolean unchecked = readiness == null && liveness == null;
    state.health(
        unchecked
            ? ServerHealth.UNCHECKED
            : new ServerHealth(stateOf(readiness), stateOf(liveness), last, lastNanos));
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
            : new Check(this, role, spec, before.state().restarted());
      }
    };
  }

  private static @Nullable HealthState stateOf(@Nullable Check check) {
    return check == null ? null : check.state();
  }
}
