package io.evenkeel.control.health;

import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.HealthThresholds;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.HealthCheck;

/**
 * One check of one server as configured now, and its verdict. Control loop only. A changed
 * configuration makes a new one, so that an answer to the old question is told from one to the new.
 */
final class Check {
  /** Which of the two powers a check has. */
  enum Role {
    READINESS,
    LIVENESS;

    @Override
    public String toString() {
      return this == READINESS ? "readiness" : "liveness";
    }
  }

  private final CheckedServer server;
  private final Role role;
  private final HealthCheck.Active spec;
  private final HealthThresholds thresholds;
  private HealthState state;
  private boolean removed;

  Check(CheckedServer server, Role role, HealthCheck.Active spec, HealthState first) {
    this.server = server;
    this.role = role;
    this.spec = spec;
    this.thresholds = new HealthThresholds(spec.rise(), spec.fall());
    this.state = first;
  }

  CheckedServer server() {
    return server;
  }

  HealthCheck.Active spec() {
    return spec;
  }

  HealthState state() {
    return state;
  }

  boolean removed() {
    return removed;
  }

  void remove() {
    removed = true;
  }

  /**
   * Takes an answer in and returns what it means, for people: {@code readiness: 404 (3 in a row)}.
   */
  String answered(ProbeResult result, long nowNanos) {
    int inARow = state.streak() + 1;
    state = state.after(result.outcome(), thresholds, nowNanos);
    return role + ": " + result.answer() + (inARow > 1 ? " (" + inARow + " in a row)" : "");
  }

  @Override
  public String toString() {
    return role + " of " + server.state().id();
  }
}
