package io.evenkeel.testkit.sim;

import io.evenkeel.core.forecast.TrafficSimulation;
import io.evenkeel.core.forecast.VirtualTime;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One pool under traffic of the forecast's engine, with servers that can fail, checks and slow
 * start as the control loop does them. One thread.
 */
public final class Simulation {
  private static final long RAMP_NANOS = 100_000_000;

  private final Scenario scenario;
  private final VirtualTime time = new VirtualTime();
  private final RandomSource random;
  private final List<SimulatedServer> servers = new ArrayList<>();
  private final PoolRuntime pool;
  private final SimulatedChecks checks;
  private final Tally tally;
  private final TrafficSimulation traffic;

  public Simulation(Scenario scenario) {
    this.scenario = scenario;
    random = new SeededRandom(scenario.seed());
    for (ServerProfile profile : scenario.servers()) {
      servers.add(new SimulatedServer(profile, time, random));
    }
    Pool written = scenario.pool();
    Config config = new Config(new Admin.Off(), "", "", Map.of(), Map.of(written.name(), written));
    SnapshotCompiler compiler = new SnapshotCompiler(new ServerRegistry(), random);
    Snapshot snapshot = new SnapshotPublisher(compiler.compile(1, config, null, 0)).current();
    pool = Objects.requireNonNull(snapshot.pools().get(written.name()));
    checks = new SimulatedChecks(time, pool, servers);
    tally = new Tally(servers.size(), time);
    traffic = new TrafficSimulation(pool, time, this::serve, tally);
  }

  /** Plans something to happen. */
  public void at(Duration when, Runnable what) {
    time.after(when.toNanos() - time.nanos(), what);
  }

  /** Plans traffic on top of the scenario's. */
  public void surge(Duration from, Duration to, double requestsPerSecond) {
    at(from, () -> traffic.offer(requestsPerSecond, random::nextLong, random, to.toNanos()));
  }

  /** Runs the traffic for so long, then lets what is under way end. */
  public Tally run(Duration length) {
    checks.begin();
    traffic.offer(scenario.requestsPerSecond(), random::nextLong, random, length.toNanos());
    ramp(length.toNanos());
    time.runUntil(length.toNanos() + scenario.timeout().toNanos() * 4);
    return tally;
  }

  public SimulatedServer server(int index) {
    return servers.get(index);
  }

  /** While true every probe fails although the servers serve. */
  public void checksAreWrong(boolean now) {
    checks.wrong(now);
  }

  /** How many servers are trusted by their traffic, against their checks. */
  public long trustedByTraffic() {
    return checks.trusted();
  }

  /** How often the alarm on suspect checks was raised. */
  public int checksSuspected() {
    return checks.timesSuspected();
  }

  /** The pool under traffic. */
  public PoolRuntime pool() {
    return pool;
  }

  private void ramp(long untilNanos) {
    if (time.nanos() < untilNanos) {
      if (pool.isRampDue(time.nanos())) {
        pool.rebuild(time.nanos());
      }
      time.after(RAMP_NANOS, () -> ramp(untilNanos));
    }
  }

  /** The timeout of an attempt: servers that hang never say that they do. */
  private void serve(ServerState server, Consumer<AttemptResult> whenDone) {
    boolean[] ended = {false};
    Consumer<AttemptResult> once =
        result -> {
          if (!ended[0]) {
            ended[0] = true;
            whenDone.accept(result);
          }
        };
    SimulatedServer serving = servers.get(server.slot());
    if (serving.isReached()) {
      tally.arrived();
    }
    serving.serve(once);
    AttemptResult late = new AttemptResult.TimedOut(AttemptResult.Phase.WAITING);
    time.after(scenario.timeout().toNanos(), () -> once.accept(late));
  }
}
