package io.evenkeel.core.change;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A configuration that is being edited, as one would in the file. */
final class Draft {
  Admin admin = new Admin.Off();
  String state = "";
  String zone = "";
  ChangePolicy changes = ChangePolicy.DEFAULT;
  final Map<ListenerName, ListenerDraft> listeners = new LinkedHashMap<>();
  final Map<PoolName, PoolDraft> pools = new LinkedHashMap<>();

  Draft() {}

  Draft(Config config) {
    admin = config.admin();
    state = config.state();
    zone = config.zone();
    changes = config.changes();
    config.listeners().forEach((name, it) -> listeners.put(name, new ListenerDraft(it)));
    config.pools().forEach((name, it) -> pools.put(name, new PoolDraft(it)));
  }

  PoolDraft pool(String name) {
    return Objects.requireNonNull(pools.get(new PoolName(name)), name);
  }

  PoolDraft newPool(String name, Server... servers) {
    PoolDraft draft = new PoolDraft(Pool.of(new PoolName(name), List.of(servers)));
    pools.put(draft.name, draft);
    return draft;
  }

  ListenerDraft web() {
    return Objects.requireNonNull(listeners.get(new ListenerName("web")), "web");
  }

  ListenerDraft listener(String name, int port, List<Route> routes) {
    ListenerName key = new ListenerName(name);
    ListenerDraft draft =
        new ListenerDraft(
            new Listener(
                key,
                List.of(new BindAddress.Tcp("0.0.0.0", port)),
                List.of(),
                ListenerLimits.DEFAULT,
                new AccessLog.None(),
                routes));
    listeners.put(key, draft);
    return draft;
  }

  Config done() {
    Map<ListenerName, Listener> built = new LinkedHashMap<>();
    listeners.forEach((name, draft) -> built.put(name, draft.done()));
    Map<PoolName, Pool> builtPools = new LinkedHashMap<>();
    pools.forEach((name, draft) -> builtPools.put(name, draft.done()));
    return new Config(admin, state, zone, built, builtPools, changes);
  }

  /** One listener. */
  static final class ListenerDraft {
    final ListenerName name;
    List<BindAddress> bind;
    List<Cidr> trusted;
    ListenerLimits limits;
    AccessLog log;
    List<Route> routes;

    ListenerDraft(Listener listener) {
      name = listener.name();
      bind = listener.bind();
      trusted = listener.trustedProxies();
      limits = listener.limits();
      log = listener.accessLog();
      routes = new ArrayList<>(listener.routes());
    }

    Listener done() {
      return new Listener(name, bind, trusted, limits, log, routes);
    }
  }

  /** One pool. */
  static final class PoolDraft {
    final PoolName name;
    List<Server> servers;
    BalancePolicy balance;
    Stickiness sticky;
    HealthPolicy health;
    Limits limits;
    RetryPolicy retries;
    Duration slowStart;
    Timeouts timeouts;
    Guards guards;
    Protection protection;

    PoolDraft(Pool pool) {
      name = pool.name();
      servers = new ArrayList<>(pool.servers());
      balance = pool.balance();
      sticky = pool.sticky();
      health = pool.health();
      limits = pool.limits();
      retries = pool.retries();
      slowStart = pool.slowStart();
      timeouts = pool.timeouts();
      guards = pool.guards();
      protection = pool.protection();
    }

    void readiness(HealthCheck check) {
      health = new HealthPolicy(check, health.liveness());
    }

    void liveness(HealthCheck check) {
      health = new HealthPolicy(health.readiness(), check);
    }

    /** The readiness check with another question. */
    void probe(ProbeKind probe) {
      HealthCheck.Active was = (HealthCheck.Active) health.readiness();
      readiness(
          new HealthCheck.Active(
              probe, was.port(), was.interval(), was.timeout(), was.rise(), was.fall()));
    }

    /** The readiness check with other times, in milliseconds. */
    void pace(int interval, int timeout, int rise, int fall) {
      HealthCheck.Active was = (HealthCheck.Active) health.readiness();
      readiness(
          new HealthCheck.Active(
              was.probe(),
              was.port(),
              Duration.ofMillis(interval),
              Duration.ofMillis(timeout),
              rise,
              fall));
    }

    void port(int port) {
      HealthCheck.Active was = (HealthCheck.Active) health.readiness();
      readiness(
          new HealthCheck.Active(
              was.probe(), port, was.interval(), was.timeout(), was.rise(), was.fall()));
    }

    void timeouts(int connect, int response) {
      timeouts =
          new Timeouts(Duration.ofMillis(connect), Duration.ofMillis(response), timeouts.idle());
    }

    void add(Server... more) {
      servers = new ArrayList<>(servers);
      servers.addAll(List.of(more));
    }

    void remove(String... names) {
      servers = servers.stream().filter(server -> !List.of(names).contains(server.name())).toList();
    }

    void edit(String server, UnaryOperator<Server> edit) {
      servers = servers.stream().map(it -> it.name().equals(server) ? edit.apply(it) : it).toList();
    }

    void weight(int weight, String... names) {
      for (String name : names) {
        edit(
            name,
            it -> new Server(name, it.address(), weight, it.zone(), it.priority(), it.backup(), 0));
      }
    }

    void priority(int priority, String name) {
      edit(
          name,
          it -> new Server(name, it.address(), it.weight(), it.zone(), priority, it.backup(), 0));
    }

    void backup(String... names) {
      for (String name : names) {
        edit(
            name,
            it -> new Server(name, it.address(), it.weight(), it.zone(), it.priority(), true, 0));
      }
    }

    Pool done() {
      return new Pool(
          name,
          servers,
          balance,
          sticky,
          health,
          limits,
          retries,
          slowStart,
          timeouts,
          guards,
          protection);
    }
  }
}
