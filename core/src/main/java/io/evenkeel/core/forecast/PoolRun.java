package io.evenkeel.core.forecast;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.core.time.SeededRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One pool under its traffic in virtual time, with servers that answer as they were measured to.
 * One thread, one run.
 *
 * <p>Times between requests, clients, answers and the balancer draw from sequences of their own, so
 * that two configurations see the same requests and answers of the same luck.
 */
final class PoolRun implements SimulatedServers, TrafficWitness {
  /** The first tenth of a run fills the servers, and shows the balancer their latencies. */
  private static final double WARM_UP = 0.1;

  /** Slower traffic is sped up to this, or virtual time would run out of nanoseconds. */
  private static final double LEAST_RATE = 1e-3;

  private final VirtualTime time = new VirtualTime();
  private final PoolRuntime pool;
  private final MeasuredServers.Manner[] manners;
  private final long bodyNanos;
  private final long timeoutNanos;
  private final long seed;
  private final RandomSource answers;
  private final long[] attempts;
  private final int[] peaks;
  private long countFromNanos;
  private long ended;
  private long refused;

  PoolRun(Pool pool, Situation situation, MeasuredServers measured, long seed) {
    this.seed = seed;
    // Long after every slow start: what is forecast is the ordinary day after the change.
    time.runUntil(pool.slowStart().toNanos() + 1);
    this.pool = runtime(pool, situation, random(1), time.nanos());
    answers = random(2);
    timeoutNanos = pool.timeouts().response().toNanos();
    bodyNanos = measured.bodyNanos();
    manners = new MeasuredServers.Manner[pool.servers().size()];
    for (int i = 0; i < manners.length; i++) {
      manners[i] = measured.of(pool.servers().get(i).address());
    }
    attempts = new long[manners.length];
    peaks = new int[manners.length];
  }

  /** The pool compiled with servers of its own, none of them live; their slots count from 0. */
  static PoolRuntime runtime(Pool pool, Situation situation, RandomSource random, long nowNanos) {
    Config config =
        new Config(
            new Admin.Off(), "", situation.config().zone(), Map.of(), Map.of(pool.name(), pool));
    PoolRuntime runtime =
        Objects.requireNonNull(
            new SnapshotCompiler(new ServerRegistry(), random)
                .compile(0, config, null, 0)
                .pools()
                .get(pool.name()));
    for (ServerState server : runtime.servers()) {
      HealthView.Seen seen = situation.health().of(server.id());
      server.health(seen.health());
      server.hand(seen.hand(), 0);
      server.warmingSinceNanos(0);
      // What is forecast is who gets what, not how a bad hour ends; and slow traffic is sped up.
      server.breaker().configure(null);
      // What is forecast is what the configuration allows: how far below it a server's limit is at
      // this moment, or would be while it starts, is of the moment.
      server.adaptive(false);
    }
    runtime.rebuild(nowNanos);
    return runtime;
  }

  /** Simulates about so many requests. */
  PoolSide run(double requestsPerSecond, int requests, ClientKeys clients) {
    double rate = Math.max(LEAST_RATE, requestsPerSecond);
    long length = (long) (requests / rate * 1e9);
    countFromNanos = time.nanos() + (long) (length * WARM_UP);
    LongSupplier keys = ClientKeys.matterTo(pool.pool()) ? clients.drawnBy(random(3)) : () -> 0;
    long until = time.nanos() + length;
    new TrafficSimulation(pool, time, this, this).offer(rate, keys, random(4), until);
    time.runUntil(until);
    return side();
  }

  @Override
  public void serve(ServerState server, Consumer<AttemptResult> whenDone) {
    MeasuredServers.Manner manner = manners[server.slot()];
    long latency = manner.latencies().nanos(answers.nextDouble());
    boolean fails = answers.nextDouble() < manner.failureRate();
    if (latency > timeoutNanos) {
      AttemptResult late = new AttemptResult.TimedOut(AttemptResult.Phase.WAITING);
      time.after(timeoutNanos, () -> whenDone.accept(late));
    } else {
      AttemptResult answer = new AttemptResult.Responded(fails ? 503 : 200, latency);
      time.after(latency + bodyNanos, () -> whenDone.accept(answer));
    }
  }

  @Override
  public void attempted(ServerState server) {
    int slot = server.slot();
    peaks[slot] = Math.max(peaks[slot], server.inFlight());
    if (time.nanos() >= countFromNanos) {
      attempts[slot]++;
    }
  }

  @Override
  public void succeeded(long beganNanos) {
    ended++;
  }

  @Override
  public void failed(long beganNanos) {
    ended++;
  }

  @Override
  public void refused(long beganNanos) {
    ended++;
    refused++;
  }

  private PoolSide side() {
    long sum = 0;
    for (long each : attempts) {
      sum += each;
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    Map<String, Integer> most = new LinkedHashMap<>();
    for (int i = 0; i < attempts.length; i++) {
      String name = pool.pool().servers().get(i).name();
      shares.put(name, sum == 0 ? 0 : (double) attempts[i] / sum);
      most.put(name, peaks[i]);
    }
    return new PoolSide(shares, most, ended == 0 ? 0 : (double) refused / ended);
  }

  private RandomSource random(int use) {
    return new SeededRandom(new SeededRandom(seed + use).nextLong());
  }
}
