package io.evenkeel.testkit.sim;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.HealthThresholds;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import java.util.List;

/** A readiness check with the default interval and thresholds on simulated servers. One thread. */
final class SimulatedChecks {
  private static final long INTERVAL_NANOS = HealthCheck.Active.DEFAULT_INTERVAL.toNanos();
  private static final HealthThresholds THRESHOLDS =
      new HealthThresholds(HealthCheck.Active.DEFAULT_RISE, HealthCheck.Active.DEFAULT_FALL);

  private final VirtualTime time;
  private final PoolRuntime pool;
  private final List<SimulatedServer> servers;
  private final HealthState[] states;
  private boolean wrong;

  SimulatedChecks(VirtualTime time, PoolRuntime pool, List<SimulatedServer> servers) {
    this.time = time;
    this.pool = pool;
    this.servers = servers;
    this.states = new HealthState[servers.size()];
  }

  /** Every server begins unknown, and is asked for the first time within an interval. */
  void begin() {
    for (int i = 0; i < states.length; i++) {
      int index = i;
      states[i] = HealthState.checking(time.nanos());
      pool.servers().get(i).health(new ServerHealth(states[i], null, null, 0));
      time.after(INTERVAL_NANOS * i / states.length, () -> probe(index));
    }
    pool.rebuild(time.nanos());
  }

  /** While true every probe fails, whatever the server does. */
  void wrong(boolean now) {
    wrong = now;
  }

  private void probe(int index) {
    long now = time.nanos();
    boolean passes = !wrong && servers.get(index).condition().passesCheck();
    ProbeOutcome outcome = passes ? ProbeOutcome.PASS : ProbeOutcome.FAIL;
    Health before = states[index].health();
    states[index] = states[index].after(outcome, THRESHOLDS, now);
    ServerState server = pool.servers().get(index);
    ProbeResult result = new ProbeResult(outcome, passes ? "200" : "404", 0);
    server.health(new ServerHealth(states[index], null, result, now));
    if (states[index].health() != before) {
      pool.rebuild(now);
    }
    time.after(INTERVAL_NANOS, () -> probe(index));
  }
}
