package io.evenkeel.control.status;

import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.RouteFlow;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.TrafficReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The traffic of the last minutes, for forecasts. The control loop calls {@link #sample} once a
 * second; any thread may ask for the profile.
 *
 * <p>It looks back one to two {@linkplain #HALF halves}, less after the start. Totals are read only
 * at the begin of a half and when somebody asks, so a server costs two readings (some 4 KiB)
 * however long it runs; in between only its requests in flight are looked at. A server that a
 * reload took away stays known while its traffic is part of what is looked at, or its pool would
 * seem to have lost what the others now get.
 */
public final class TrafficHistory {
  /** A profile spans 2.5 to 5 minutes: long enough for quiet pools, short enough to be now. */
  static final Duration HALF = Duration.ofSeconds(150);

  /** Below it rates are mere chance. */
  private static final long LEAST_NANOS = 1_000_000_000L;

  /** Servers of the past to remember at most: reloads may be many, memory is not. */
  private static final int MOST_GONE = 10_000;

  private final TrafficReport report;
  private volatile Looking looking;

  /** What is looked at: swapped as a whole, so that a reader sees halves that belong together. */
  private record Looking(
      Snapshot snapshot,
      long halfBeganNanos,
      Map<ServerId, ServerHistory> live,
      List<ServerHistory> gone,
      RouteHistory routes) {}

  public TrafficHistory(Snapshot snapshot, TrafficReport report, long nowNanos) {
    this.report = report;
    looking =
        new Looking(
            snapshot,
            nowNanos,
            live(snapshot, Map.of(), nowNanos),
            List.of(),
            RouteHistory.of(report, nowNanos));
  }

  /** Takes the readings of this second. Control loop. */
  @SuppressWarnings("ReferenceEquality") // a snapshot is compared every second, and never changes
  public void sample(Snapshot snapshot, long nowNanos) {
    Looking now = looking;
    if (snapshot != now.snapshot) {
      now = follow(now, snapshot, nowNanos);
      looking = now;
    }
    if (nowNanos - now.halfBeganNanos >= HALF.toNanos()) {
      now = nextHalf(now, nowNanos);
      looking = now;
    }
    for (ServerHistory server : now.live.values()) {
      server.sample();
    }
  }

  /** What there was until now; without the pools that are known for less than a second. */
  public TrafficProfile profile(long nowNanos) {
    Looking now = looking;
    Map<PoolName, List<ServerHistory>> pools = new LinkedHashMap<>();
    group(now.live.values(), pools);
    group(now.gone, pools);
    List<RouteFlow> flows = now.routes.flows(report, nowNanos);
    SourceAddresses addresses = new SourceAddresses(now.snapshot.config(), report, flows);
    Map<PoolName, PoolTraffic> profile = new LinkedHashMap<>();
    pools.forEach((name, servers) -> {
      long began = servers.stream().mapToLong(ServerHistory::beganNanos).min().orElse(nowNanos);
      PoolTraffic pool = pool(servers, (nowNanos - began) / 1e9, addresses.of(name));
      if (nowNanos - began >= LEAST_NANOS && pool.requestsPerSecond() > 0) {
        profile.put(name, pool);
      }
    });
    return new TrafficProfile(profile, flows);
  }

  private static PoolTraffic pool(
      List<ServerHistory> servers, double seconds, TrafficProfile.Clients clients) {
    Map<HostPort, ServerTraffic> traffic = new LinkedHashMap<>();
    long requests = 0;
    for (ServerHistory server : servers) {
      ServerTraffic each = server.traffic();
      requests += each.requests();
      // Live ones come first: one that came back counts as it is now.
      traffic.putIfAbsent(server.id().address(), each);
    }
    return new PoolTraffic(requests / seconds, seconds, traffic, clients);
  }

  private static void group(
      Collection<ServerHistory> servers, Map<PoolName, List<ServerHistory>> pools) {
    for (ServerHistory server : servers) {
      pools.computeIfAbsent(server.id().pool(), _ -> new ArrayList<>()).add(server);
    }
  }

  private static Looking follow(Looking before, Snapshot snapshot, long nowNanos) {
    Map<ServerId, ServerHistory> live = live(snapshot, before.live, nowNanos);
    List<ServerHistory> gone = new ArrayList<>(before.gone);
    for (ServerHistory server : before.live.values()) {
      if (live.get(server.id()) != server) {
        gone.add(server);
      }
    }
    if (gone.size() > MOST_GONE) {
      gone = gone.subList(gone.size() - MOST_GONE, gone.size());
    }
    return new Looking(snapshot, before.halfBeganNanos, live, List.copyOf(gone), before.routes);
  }

  private Looking nextHalf(Looking before, long nowNanos) {
    Map<ServerId, ServerHistory> live = new LinkedHashMap<>();
    before.live.forEach((id, server) -> live.put(id, server.next(nowNanos)));
    List<ServerHistory> gone = new ArrayList<>();
    for (ServerHistory server : before.gone) {
      ServerHistory next = server.next(nowNanos);
      if (!next.isQuiet()) {
        gone.add(next);
      }
    }
    return new Looking(before.snapshot, nowNanos, live, gone, before.routes.next(report, nowNanos));
  }

  private static Map<ServerId, ServerHistory> live(
      Snapshot snapshot, Map<ServerId, ServerHistory> known, long nowNanos) {
    Map<ServerId, ServerHistory> live = new LinkedHashMap<>();
    for (PoolRuntime pool : snapshot.pools().values()) {
      for (ServerState server : pool.servers()) {
        ServerHistory history = known.get(server.id());
        live.put(
            server.id(),
            history != null && history.isOf(server) ? history : ServerHistory.of(server, nowNanos));
      }
    }
    return live;
  }
}
