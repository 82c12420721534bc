package io.evenkeel.control.health;

import io.evenkeel.core.balance.AbsenceLimit;
import io.evenkeel.core.balance.Balancer;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.AskedServers;
import io.evenkeel.core.stats.LaneHistogram;
import io.evenkeel.core.stats.LogHistogram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pool whose servers' traffic is watched. Control loop only. */
final class WatchedPool {
  /** Silence below this is nothing to ask for: a pause of a garbage collection, a lost packet. */
  static final long LEAST_THRESHOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Three times what 99 % of the answers take is explained by none of them. */
  private static final int TIMES_P99 = 3;

  private static final long LATENCIES_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PoolName name;
  private final List<Watched> servers = new ArrayList<>();

  /** Those with a request in flight, or of which it is not clear whether they answer at all. */
  final Worklist waiting = new Worklist(1);

  /** Those that did something since their latencies were last compared, or that are slow. */
  final Worklist paced = new Worklist(2);

  /** Those with answers that were too few to compare. */
  final Worklist pending = new Worklist(4);

  /** Those that did something since the last second, or may still do. */
  final Worklist counted = new Worklist(8);

  long pendingSinceNanos;

  final PeerLatencies peers = new PeerLatencies();
  private Pool config;
  private AskedServers asked;
  private LaneHistogram latencies;
  private long[] total = new long[LogHistogram.BUCKETS];
  private long[] newer = new long[LogHistogram.BUCKETS];
  private long[] older = new long[LogHistogram.BUCKETS];
  private long rotatedNanos;
  private long thresholdNanos = LEAST_THRESHOLD_NANOS;

  /** Those that are ejected or suspected. */
  final Set<Watched> away = new LinkedHashSet<>();

  /** Those whose ejection was withheld. */
  final Set<Watched> withheld = new LinkedHashSet<>();

  AbsenceLimit limit = AbsenceLimit.NONE;

  WatchedPool(PoolRuntime runtime) {
    this.config = runtime.pool();
    this.name = config.name();
    this.asked = runtime.asked();
    this.latencies = runtime.latencies();
  }

  PoolName name() {
    return name;
  }

  List<Watched> servers() {
    return servers;
  }

  /** Begins a new list of servers under this configuration. */
  void configure(PoolRuntime runtime) {
    config = runtime.pool();
    asked = runtime.asked();
    latencies = runtime.latencies();
    servers.clear();
    waiting.clear();
    paced.clear();
    pending.clear();
    counted.clear();
    peers.clear();
  }

  /** Adds a server of this configuration. */
  void add(Watched server, long nowNanos) {
    servers.add(server);
    waiting.add(server);
    if (server.latency.isFresh(nowNanos)) {
      peers.in(server);
    }
  }

  /** Those that were given a request since the last time. */
  AskedServers asked() {
    return asked;
  }

  /** Something happens at {@code server}, whatever it is. */
  void stirs(Watched server, long nowNanos) {
    counted.add(server);
    if (paced.add(server) && !pending.has(server)) {
      server.latency.begin(nowNanos);
    }
  }

  OutlierPolicy outliers() {
    return config.protection().outliers();
  }

  boolean isWatched() {
    return outliers() instanceof OutlierPolicy.Active;
  }

  /** Whether slow servers lose weight here: there are others, and no key wants its server. */
  boolean keepsPace() {
    return isWatched() && servers.size() > 1 && !Balancer.isByKey(config.balance());
  }

  /**
   * The check that asks a server whether it stalls: one that makes it answer, else one that only
   * connects, which a stopped process passes; null: there is none.
   */
  HealthCheck.@Nullable Active question() {
    HealthPolicy checks = config.health();
    HealthCheck.Active connecting = null;
    for (HealthCheck check : List.of(checks.readiness(), checks.liveness())) {
      if (check instanceof HealthCheck.Active active) {
        if (proves(active)) {
          return active;
        }
        connecting = active;
      }
    }
    return connecting;
  }

  /** Whether only a running server passes this check. */
  static boolean proves(HealthCheck.Active check) {
    return switch (check.probe()) {
      case ProbeKind.Http _ -> true;
      case ProbeKind.Tcp _ -> false;
    };
  }

  /** Silence of a server that its own and its peers' latencies do not explain. */
  long thresholdNanos() {
    return thresholdNanos;
  }

  /** Takes in the latencies of the last 10 to 20 seconds. */
  void measure(long nowNanos) {
    java.util.Arrays.fill(total, 0);
    latencies.addTo(total);
    long[] since = new long[LogHistogram.BUCKETS];
    for (int bucket = 0; bucket < since.length; bucket++) {
      since[bucket] = Math.max(0, total[bucket] - older[bucket]);
    }
    long p99 = LogHistogram.quantileNanos(since, 0.99);
    thresholdNanos = Math.max(LEAST_THRESHOLD_NANOS, TIMES_P99 * p99);
    if (nowNanos - rotatedNanos >= LATENCIES_NANOS) {
      long[] free = older;
      older = newer;
      newer = total;
      total = free;
      rotatedNanos = nowNanos;
    }
  }
}
