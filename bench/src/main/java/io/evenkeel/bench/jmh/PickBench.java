package io.evenkeel.bench.jmh;

import io.evenkeel.core.balance.Balancer;
import io.evenkeel.core.balance.Candidate;
import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One pick of each balancer; servers have answered and have some requests in flight. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PickBench {
  @Param({
    "round-robin",
    "least-connections",
    "p2c",
    "ewma",
    "random",
    "maglev",
    "ring-hash",
    "rendezvous",
    "source"
  })
  public String balance = "";

  @Param({"3", "1000", "10000"})
  public int servers;

  private Balancer balancer = _ -> null;
  private final Context context = new Context();

  @Setup
  public void prepare() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      HostPort address = new HostPort("10.0." + (i >> 8) + "." + (i & 255), 3000);
      ServerState server =
          new ServerState(new ServerId(new PoolName("api"), address), i, 256, PoolState.fresh());
      server.tryStart(0);
      server.finished(new AttemptResult.Responded(200, 1_000_000 + i), 0, 0);
      for (int k = 0; k < i % 5; k++) {
        server.tryStart(0);
      }
      candidates.add(new Candidate(server, 1 + i % 3));
    }
    balancer =
        Balancer.of(policy(balance), candidates, () -> ThreadLocalRandom.current().nextLong());
  }

  @Benchmark
  public @Nullable ServerState pick() {
    context.nowNanos += 20_000;
    context.hash += 0x9e3779b97f4a7c15L;
    return balancer.pick(context);
  }

  /** A whole attempt: the pick, the slot, the counters, the signals. */
  @Benchmark
  public boolean attempt() {
    context.nowNanos += 20_000;
    context.hash += 0x9e3779b97f4a7c15L;
    ServerState server = balancer.pick(context);
    if (server == null || !server.tryStart(context.nowNanos)) {
      return false;
    }
    server.finished(new AttemptResult.Responded(200, 1_000_000), 0, context.nowNanos);
    return true;
  }

  private static BalancePolicy policy(String name) {
    HashKey key = new HashKey.Source();
    return switch (name) {
      case "round-robin" -> new BalancePolicy.RoundRobin();
      case "least-connections" -> new BalancePolicy.LeastConnections();
      case "p2c" -> new BalancePolicy.PowerOfTwo();
      case "ewma" -> new BalancePolicy.PeakEwma();
      case "random" -> new BalancePolicy.WeightedRandom();
      case "maglev" -> new BalancePolicy.Maglev(key);
      case "ring-hash" -> new BalancePolicy.RingHash(key);
      case "rendezvous" -> new BalancePolicy.Rendezvous(key);
      case "source" -> new BalancePolicy.SourceHash();
      default -> throw new IllegalArgumentException("balance: " + name);
    };
  }

  /** A first attempt: nothing is excluded. */
  private static final class Context implements PickContext {
    long nowNanos;
    long hash;

    @Override
    public int lane() {
      return 0;
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public long hash() {
      return hash;
    }

    @Override
    public boolean isExcluded(ServerState server) {
      return false;
    }
  }
}
