package io.evenkeel.testkit.sim;

import io.evenkeel.core.forecast.VirtualTime;
import io.evenkeel.core.health.CheckTrust;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.HealthThresholds;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.health.ServerTrust;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import java.util.List;
import java.util.stream.Stream;

/**
 * A readiness check with the default interval and thresholds on simulated servers, cross-examined
 * with their traffic as the control loop does. One thread.
 */
final class SimulatedChecks {
  private static final long INTERVAL_NANOS = HealthCheck.Active.DEFAULT_INTERVAL.toNanos();
  private static final long TOGETHER_NANOS =
      INTERVAL_NANOS + HealthCheck.Active.DEFAULT_TIMEOUT.toNanos();
  private static final long LOOK_NANOS = 250_000_000;
  private static final HealthThresholds THRESHOLDS =
      new HealthThresholds(HealthCheck.Active.DEFAULT_RISE, HealthCheck.Active.DEFAULT_FALL);

  private final VirtualTime time;
  private final PoolRuntime pool;
  private final List<SimulatedServer> servers;
  private final HealthState[] states;
  private final List<ServerTrust> trusts;
  private final ProbeResult[] answers;
  private boolean wrong;
  private int timesSuspected;

  SimulatedChecks(VirtualTime time, PoolRuntime pool, List<SimulatedServer> servers) {
    this.time = time;
    this.pool = pool;
    this.servers = servers;
    this.states = new HealthState[servers.size()];
    this.trusts = Stream.generate(ServerTrust::new).limit(states.length).toList();
    this.answers = new ProbeResult[states.length];
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
    time.after(LOOK_NANOS, this::look);
  }

  /** While true every probe fails, whatever the server does. */
  void wrong(boolean now) {
    wrong = now;
  }

  /** How many servers are trusted by their traffic, against their checks. */
  long trusted() {
    return trusts.stream().filter(ServerTrust::isTrusted).count();
  }

  /** How often the checks became suspect. */
  int timesSuspected() {
    return timesSuspected;
  }

  private void probe(int index) {
    long now = time.nanos();
    boolean passes = !wrong && servers.get(index).condition().passesCheck();
    ProbeOutcome outcome = passes ? ProbeOutcome.PASS : ProbeOutcome.FAIL;
    states[index] = states[index].after(outcome, THRESHOLDS, now);
    answers[index] = new ProbeResult(outcome, passes ? "200" : "404", 0);
    long before = trusted();
    ServerHealth health = new ServerHealth(states[index], null, answers[index], now);
    trusts.get(index).checked(health, TOGETHER_NANOS, pool.servers().get(index).traffic(), now);
    judge(before);
    time.after(INTERVAL_NANOS, () -> probe(index));
  }

  private void look() {
    long before = trusted();
    for (int i = 0; i < states.length; i++) {
      if (trusts.get(i).isFailing()) {
        trusts.get(i).look(pool.servers().get(i).traffic(), time.nanos());
      }
    }
    judge(before);
    time.after(LOOK_NANOS, this::look);
  }

  /** Decides whom to believe, and rebuilds the pool when anything turned. */
  private void judge(long trustedBefore) {
    long now = time.nanos();
    CheckTrust.judge(trusts, now);
    timesSuspected += trustedBefore == 0 && trusted() > 0 ? 1 : 0;
    boolean turned = false;
    for (int i = 0; i < states.length; i++) {
      ServerState server = pool.servers().get(i);
      Health before = server.health().overall();
      server.health(new ServerHealth(states[i], null, answers[i], now, trusts.get(i).isTrusted()));
      turned |= server.health().overall() != before;
    }
    if (turned) {
      pool.rebuild(now);
    }
  }
}
