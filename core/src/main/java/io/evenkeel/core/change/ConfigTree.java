package io.evenkeel.core.change;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Writes a configuration by the keys of the file, defaults filled in. Every component of every
 * record of the model shows up here or in {@link PoolTree}; a law test holds that.
 */
final class ConfigTree {
  private ConfigTree() {}

  static KeyTree of(Config config) {
    KeyTree tree = new KeyTree();
    admin(tree, config.admin());
    tree.put("state", config.state());
    tree.put("zone", config.zone());
    for (Listener listener : config.listeners().values()) {
      listener(tree.in("listeners").in(listener.name().value()), listener);
    }
    config
        .pools()
        .values()
        .forEach(pool -> PoolTree.write(tree.in("pools").in(pool.name().value()), pool));
    changes(tree.in("changes"), config.changes());
    return tree;
  }

  /** One route, by the keys of its section. */
  static KeyTree of(Route route) {
    KeyTree tree = new KeyTree();
    route(tree, route);
    return tree;
  }

  private static void admin(KeyTree tree, Admin admin) {
    switch (admin) {
      case Admin.Off() -> tree.put("admin", "off");
      case Admin.On on -> {
        tree.in("admin").put("bind", on.bind());
        for (var user : on.users().values()) {
          KeyTree keys = tree.in("admin").in("users").in(user.name());
          keys.put("token-sha256", user.tokenSha256());
          keys.put("role", user.role().word());
        }
      }
    }
  }

  private static void listener(KeyTree tree, Listener listener) {
    var binds = listener.bind().stream().map(Object::toString).sorted().toList();
    tree.put("bind", binds.size() == 1 ? binds.getFirst() : binds);
    var trusted = listener.trustedProxies().stream().map(Object::toString).sorted().toList();
    tree.put("trusted-proxies", FileText.list(trusted));
    limits(tree.in("limits"), listener.limits());
    switch (listener.accessLog()) {
      case AccessLog.None() -> tree.put("access-log", "off", "off");
      case AccessLog.ToFile(String path) -> tree.in("access-log").put("to", path);
      case AccessLog.ToStdout() -> tree.in("access-log").put("to", "stdout");
    }
    for (int i = 0; i < listener.routes().size(); i++) {
      route(tree.in("routes", i), listener.routes().get(i));
    }
  }

  private static void limits(KeyTree tree, ListenerLimits limits) {
    ListenerLimits usual = ListenerLimits.DEFAULT;
    tree.put("connections", limits.connections(), usual.connections());
    tree.put("connections-per-client", limits.connectionsPerClient(), usual.connectionsPerClient());
    putSize(tree, "header-bytes", limits.headerBytes(), usual.headerBytes());
    tree.put("headers", limits.headers(), usual.headers());
    tree.put(
        "header-timeout", FileText.of(limits.headerTimeout()), FileText.of(usual.headerTimeout()));
    tree.put("body-timeout", FileText.of(limits.bodyTimeout()), FileText.of(usual.bodyTimeout()));
    tree.put("idle-timeout", FileText.of(limits.idleTimeout()), FileText.of(usual.idleTimeout()));
    putSize(tree, "body-bytes", limits.bodyBytes(), usual.bodyBytes());
  }

  private static void route(KeyTree tree, Route route) {
    tree.put(
        "host",
        switch (route.host()) {
          case HostPattern.Any() -> "";
          case HostPattern.Exact(String host) -> host;
          case HostPattern.Suffix(String suffix) -> "*" + suffix;
        });
    tree.put(
        "path",
        switch (route.path()) {
          case PathPattern.Any() -> "";
          case PathPattern.Exact(String path) -> "= " + path;
          case PathPattern.Prefix(String prefix) -> prefix;
        });
    tree.put("method", FileText.list(route.methods().stream().sorted().toList()));
    new TreeMap<>(route.headers()).forEach(tree.in("headers")::put);
    action(tree, route.action());
    admission(tree, route.admission());
  }

  private static void admission(KeyTree tree, Admission admission) {
    tree.put("priority", word(admission.priority()), word(Admission.DEFAULT.priority()));
    for (int i = 0; i < admission.rates().size(); i++) {
      RateLimit rate = admission.rates().get(i);
      KeyTree keys = tree.in("rate-limit", i);
      keys.put("requests", rate.requests());
      keys.put("per", FileText.of(rate.per()), "1s");
      keys.put("burst", rate.burst(), rate.requests());
      keys.put("by", word(rate.by()), word(RateLimit.By.CLIENT));
    }
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static void action(KeyTree tree, RouteAction action) {
    switch (action) {
      case RouteAction.ToPool toPool -> {
        tree.put("pool", toPool.pool());
        tree.put("timeout", FileText.of(toPool.timeout()), "0s");
      }
      case RouteAction.Split split -> {
        split.weights().forEach((pool, weight) -> tree.in("split").put(pool.value(), weight));
        tree.put("timeout", FileText.of(split.timeout()), "0s");
      }
      case RouteAction.Redirect redirect -> {
        tree.in("redirect").put("to", redirect.to());
        tree.in("redirect").put("status", redirect.status());
      }
      case RouteAction.Respond respond -> {
        tree.in("respond").put("status", respond.status());
        tree.in("respond").put("body", respond.body());
        tree.in("respond").put("content-type", respond.contentType());
      }
    }
  }

  private static void changes(KeyTree tree, ChangePolicy policy) {
    ChangePolicy usual = ChangePolicy.DEFAULT;
    tree.put("approvals", policy.approvals(), usual.approvals());
    putShare(tree, "max-servers", policy.maxServers(), usual.maxServers());
    tree.put("freeze", FileText.list(policy.freeze().stream().map(FileText::of).toList()));
    rollout(tree.in("rollout"), policy.rollout());
    rollbackOn(tree.in("rollback-on"), policy.rollbackOn());
  }

  private static void rollout(KeyTree tree, RolloutPolicy policy) {
    RolloutPolicy usual = RolloutPolicy.DEFAULT;
    tree.put("shadow", policy.shadow(), usual.shadow());
    putShare(tree, "canary", policy.canary(), usual.canary());
    tree.put("canary-for", FileText.of(policy.canaryFor()), FileText.of(usual.canaryFor()));
    tree.put("bake", FileText.of(policy.bake()), FileText.of(usual.bake()));
    tree.put(
        "confirm-within", FileText.of(policy.confirmWithin()), FileText.of(usual.confirmWithin()));
  }

  private static void rollbackOn(KeyTree tree, RollbackOn policy) {
    RollbackOn usual = RollbackOn.DEFAULT;
    tree.put(
        "error-rate",
        "+" + FileText.share(policy.errorRateRise()),
        "+" + FileText.share(usual.errorRateRise()));
    tree.put("p99", FileText.factor(policy.p99Factor()), FileText.factor(usual.p99Factor()));
    putShare(tree, "healthy-below", policy.healthyBelow(), usual.healthyBelow());
    putShare(tree, "share-above", policy.shareAbove(), usual.shareAbove());
  }

  private static void putShare(KeyTree tree, String key, double share, double byDefault) {
    tree.put(key, FileText.share(share), FileText.share(byDefault));
  }

  private static void putSize(KeyTree tree, String key, long bytes, long byDefault) {
    tree.put(key, FileText.size(bytes), FileText.size(byDefault));
  }
}
