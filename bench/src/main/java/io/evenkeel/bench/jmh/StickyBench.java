package io.evenkeel.bench.jmh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.SigningKey;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.StickyTokens;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** From a sticky cookie to its server, in small and in large pools. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class StickyBench {
  @Param({"3", "1000", "50000"})
  public int servers;

  private @Nullable StickyTokens tokens;
  private String known = "";
  private String forged = "";

  @Setup
  public void prepare() {
    PoolName name = new PoolName("api");
    List<Server> list =
        IntStream.range(0, servers)
            .mapToObj(i -> Server.of("s" + i, new HostPort("10.0.0.1", 1 + i)))
            .toList();
    Pool pool =
        new Pool(
            name,
            list,
            new BalancePolicy.PowerOfTwo(),
            new Stickiness.ByCookie("ek"),
            HealthPolicy.NONE,
            Limits.DEFAULT,
            RetryPolicy.DEFAULT,
            Duration.ZERO,
            Timeouts.DEFAULT,
            Guards.DEFAULT,
            Protection.DEFAULT);
    PoolRuntime runtime =
        Objects.requireNonNull(
            new SnapshotCompiler(
                    new ServerRegistry(),
                    new SeededRandom(1),
                    _ -> new SigningKey(new byte[32], ""))
                .compile(
                    1, new Config(new Admin.Off(), "", "", Map.of(), Map.of(name, pool)), null, 0)
                .pools()
                .get(name));
    StickyTokens made = runtime.stickyTokens();
    ServerState middle = runtime.servers().get(runtime.servers().size() / 2);
    String cookie = new String(Objects.requireNonNull(made.cookie(middle)), ISO_8859_1);
    known = cookie.substring(cookie.indexOf('=') + 1);
    forged = known.substring(0, known.length() - 1) + (known.endsWith("0") ? '1' : '0');
    tokens = made;
  }

  @Benchmark
  public @Nullable ServerState known() {
    return Objects.requireNonNull(tokens).server(known);
  }

  @Benchmark
  public @Nullable ServerState forged() {
    return Objects.requireNonNull(tokens).server(forged);
  }
}
