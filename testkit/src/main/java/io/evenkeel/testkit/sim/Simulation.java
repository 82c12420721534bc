package io.evenkeel.testkit.sim;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.Outcome;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One pool under traffic: arrivals, attempts and retries as the proxy makes them, checks and slow
 * start as the control loop does. One thread.
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

  public Simulation(Scenario scenario) {
    this.scenario = scenario;
    random = new SeededRandom(scenario.seed());
    for (ServerProfile profile : scenario.servers()) {
      servers.add(new SimulatedServer(profile, time, random));
    }
    Pool written = scenario.pool();
    Config config = new Config(new Admin.Off(), "", "", Map.of(), Map.of(written.name(), written));
    SnapshotCompiler compiler = new SnapshotCompiler(new ServerRegistry(), random);
    Snapshot snapshot = compiler.compile(1, config, null, 0);
    pool = Objects.requireNonNull(snapshot.pools().get(written.name()));
    checks = new SimulatedChecks(time, pool, servers);
    tally = new Tally(servers.size());
  }

  /** Plans something to happen. */
  public void at(Duration when, Runnable what) {
    time.after(when.toNanos() - time.nanos(), what);
  }

  /** Runs the traffic for so long, then lets what is under way end. */
  public Tally run(Duration length) {
    checks.begin();
    arrive(length.toNanos());
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

  /** The pool under traffic. */
  public PoolRuntime pool() {
    return pool;
  }

  private void arrive(long untilNanos) {
    double mean = 1e9 / scenario.requestsPerSecond();
    long gap = (long) (-Math.log(1 - random.nextDouble()) * mean);
    if (time.nanos() + gap < untilNanos) {
      time.after(
          gap,
          () -> {
            new Request().attempt();
            arrive(untilNanos);
          });
    }
  }

  private void ramp(long untilNanos) {
    if (time.nanos() < untilNanos) {
      if (pool.isRampDue(time.nanos())) {
        pool.rebuild(time.nanos());
      }
      time.after(RAMP_NANOS, () -> ramp(untilNanos));
    }
  }

  /** One client's request and its attempts. */
  private final class Request implements PickContext {
    private final long beganNanos = time.nanos();
    private final long hash = random.nextLong();
    private final List<ServerState> tried = new ArrayList<>(2);

    void attempt() {
      ServerState server = pool.acquire(this);
      if (server == null) {
        tally.failed(beganNanos);
        return;
      }
      tried.add(server);
      tally.attempt(time.nanos(), server.slot());
      boolean[] ended = {false};
      servers.get(server.slot()).serve(result -> end(server, result, ended));
      AttemptResult late = new AttemptResult.TimedOut(AttemptResult.Phase.WAITING);
      time.after(scenario.timeout().toNanos(), () -> end(server, late, ended));
    }

    private void end(ServerState server, AttemptResult result, boolean[] ended) {
      if (ended[0]) {
        return;
      }
      ended[0] = true;
      server.finished(result, 0, time.nanos());
      if (Outcome.of(result) == Outcome.SUCCESS) {
        tally.succeeded(beganNanos, time.nanos() - beganNanos);
      } else if (result instanceof AttemptResult.ConnectFailed
          && tried.size() < pool.pool().retries().attempts()) {
        attempt();
      } else {
        tally.failed(beganNanos);
      }
    }

    @Override
    public long nowNanos() {
      return time.nanos();
    }

    @Override
    public long hash() {
      return hash;
    }

    @Override
    public boolean isExcluded(ServerState server) {
      return tried.contains(server);
    }
  }
}
