package io.evenkeel.control;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Snapshots for tests: one pool called api, compiled for real. */
public final class Snapshots {
  private Snapshots() {}

  /** A pool of {@code servers} servers api-1, api-2, … without checks. */
  public static Snapshot ofServers(int servers) {
    PoolName name = new PoolName("api");
    List<Server> list =
        IntStream.rangeClosed(1, servers)
            .mapToObj(i -> Server.of("api-" + i, new HostPort("127.0.0.1", 3000 + i)))
            .toList();
    Config config =
        new Config(new Admin.Off(), "", "", Map.of(), Map.of(name, Pool.of(name, list)));
    return new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1))
        .compile(1, config, null, 0);
  }

  /** The servers of the pool. */
  public static List<ServerState> servers(Snapshot snapshot) {
    return pool(snapshot).servers();
  }

  /** Finishes {@code count} requests at {@code server} with {@code status} after {@code nanos}. */
  public static void respond(ServerState server, int count, int status, long nanos) {
    for (int i = 0; i < count; i++) {
      server.tryStart(0);
      server.finished(new AttemptResult.Responded(status, nanos), 0, nanos);
    }
  }

  /** Gives {@code server} this health, and rebuilds the pool. */
  public static void health(Snapshot snapshot, ServerState server, Health health) {
    server.health(
        new ServerHealth(
            new HealthState(health, 0, 0),
            null,
            new ProbeResult(ProbeOutcome.FAIL, "connection refused", 1_500_000),
            0));
    pool(snapshot).rebuild(0);
  }

  private static PoolRuntime pool(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.pools().get(new PoolName("api")));
  }
}
