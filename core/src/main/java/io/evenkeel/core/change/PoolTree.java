package io.evenkeel.core.change;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.StatusRanges;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;

/** Writes a pool by the keys of the file; a part of {@link ConfigTree}. */
final class PoolTree {
  private PoolTree() {}

  static void write(KeyTree tree, Pool pool) {
    tree.put("balance", word(pool.balance()));
    hashKey(tree, pool.balance());
    if (pool.sticky() instanceof Stickiness.ByCookie(String cookie, String secretFile)) {
      tree.in("sticky").put("cookie", cookie);
      tree.in("sticky").in("secret").put("file", secretFile);
    }
    pool.servers().forEach(server -> server(tree.in("servers").in(server.name()), server));
    check(tree.in("health").in("readiness"), pool.health().readiness());
    check(tree.in("health").in("liveness"), pool.health().liveness());
    limits(tree.in("limits"), pool.limits());
    ProtectionTree.write(tree, pool.protection(), pool.retries());
    putTime(tree, "slow-start", pool.slowStart(), Pool.DEFAULT_SLOW_START);
    timeouts(tree.in("timeouts"), pool.timeouts());
    guards(tree.in("guards"), pool.guards());
  }

  /** The word of the key {@code balance}. */
  static String word(BalancePolicy policy) {
    return switch (policy) {
      case BalancePolicy.RoundRobin() -> "round-robin";
      case BalancePolicy.LeastConnections() -> "least-connections";
      case BalancePolicy.PowerOfTwo() -> "p2c";
      case BalancePolicy.PeakEwma() -> "ewma";
      case BalancePolicy.WeightedRandom() -> "random";
      case BalancePolicy.Maglev _ -> "maglev";
      case BalancePolicy.RingHash _ -> "ring-hash";
      case BalancePolicy.Rendezvous _ -> "rendezvous";
      case BalancePolicy.SourceHash() -> "source";
    };
  }

  private static void hashKey(KeyTree tree, BalancePolicy policy) {
    switch (policy) {
      case BalancePolicy.Maglev(HashKey key) -> tree.put("hash-on", text(key), "source");
      case BalancePolicy.RingHash(HashKey key) -> tree.put("hash-on", text(key), "source");
      case BalancePolicy.Rendezvous(HashKey key) -> tree.put("hash-on", text(key), "source");
      case BalancePolicy.RoundRobin _,
          BalancePolicy.LeastConnections _,
          BalancePolicy.PowerOfTwo _,
          BalancePolicy.PeakEwma _,
          BalancePolicy.WeightedRandom _,
          BalancePolicy.SourceHash _ -> {}
    }
  }

  private static String text(HashKey key) {
    return switch (key) {
      case HashKey.Source() -> "source";
      case HashKey.Header(String name) -> "header:" + name;
      case HashKey.Cookie(String name) -> "cookie:" + name;
      case HashKey.Path() -> "path";
    };
  }

  private static void server(KeyTree tree, Server server) {
    tree.put("address", server.address());
    tree.put("weight", server.weight(), 1);
    tree.put("zone", server.zone());
    tree.put("priority", server.priority(), 0);
    tree.put("backup", server.backup(), false);
    tree.put("max-requests", server.maxRequests(), 0);
  }

  private static void check(KeyTree tree, HealthCheck check) {
    if (!(check instanceof HealthCheck.Active active)) {
      return;
    }
    switch (active.probe()) {
      case ProbeKind.Tcp() -> tree.put("tcp", true);
      case ProbeKind.Http http -> http(tree, http);
    }
    tree.put("port", active.port(), 0);
    putTime(tree, "interval", active.interval(), HealthCheck.Active.DEFAULT_INTERVAL);
    putTime(tree, "timeout", active.timeout(), HealthCheck.Active.DEFAULT_TIMEOUT);
    tree.put("rise", active.rise(), HealthCheck.Active.DEFAULT_RISE);
    tree.put("fall", active.fall(), HealthCheck.Active.DEFAULT_FALL);
  }

  private static void http(KeyTree tree, ProbeKind.Http http) {
    tree.put("http", http.path());
    tree.put("method", http.method(), "GET");
    tree.put("status", http.expectStatus(), StatusRanges.SUCCESS);
    tree.put("body", http.expectBody());
    tree.put("host", http.host());
    new TreeMap<>(http.headers()).forEach(tree.in("headers")::put);
  }

  private static void limits(KeyTree tree, Limits limits) {
    Limits usual = Limits.DEFAULT;
    tree.put("requests-per-server", limits.requestsPerServer(), usual.requestsPerServer());
    tree.put("adaptive", limits.adaptive(), usual.adaptive());
    tree.put("queue", limits.queue(), usual.queue());
    putTime(tree, "queue-timeout", limits.queueTimeout(), usual.queueTimeout());
    tree.put("connections-per-server", limits.connectionsPerServer(), usual.connectionsPerServer());
  }

  private static void timeouts(KeyTree tree, Timeouts timeouts) {
    Timeouts usual = Timeouts.DEFAULT;
    putTime(tree, "connect", timeouts.connect(), usual.connect());
    putTime(tree, "response", timeouts.response(), usual.response());
    putTime(tree, "idle", timeouts.idle(), usual.idle());
  }

  private static void guards(KeyTree tree, Guards guards) {
    Guards usual = Guards.DEFAULT;
    tree.put(
        "min-healthy", FileText.share(guards.minHealthy()), FileText.share(usual.minHealthy()));
    tree.put("when-unhealthy", word(guards.whenUnhealthy()), word(usual.whenUnhealthy()));
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void putTime(KeyTree tree, String key, Duration value, Duration byDefault) {
    tree.put(key, FileText.of(value), FileText.of(byDefault));
  }
}
