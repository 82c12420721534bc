package io.evenkeel.core.change;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import java.util.List;
import java.util.Map;

/** Short ways to configurations. */
final class Worlds {
  private Worlds() {}

  static Server server(String name, int number) {
    return Server.of(name, new HostPort("10.0.0." + number, 3000));
  }

  static Config config(List<Route> routes, Pool... pools) {
    Draft draft = new Draft();
    draft.listener("web", 8080, routes);
    for (Pool pool : pools) {
      draft.pools.put(pool.name(), new Draft.PoolDraft(pool));
    }
    return draft.done();
  }

  static Config with(Config config, Map<PoolName, Pool> pools) {
    return new Config(
        config.admin(), config.state(), config.zone(), config.listeners(), pools, config.changes());
  }

  static Pool with(Pool pool, List<Server> servers) {
    Draft.PoolDraft draft = new Draft.PoolDraft(pool);
    draft.servers = servers;
    return draft.done();
  }

  static Pool with(Pool pool, HealthPolicy health) {
    Draft.PoolDraft draft = new Draft.PoolDraft(pool);
    draft.health = health;
    return draft.done();
  }

  static Pool checked(HealthCheck readiness) {
    return with(
        Pool.of(Fixtures.API, Fixtures.servers(3)),
        new HealthPolicy(readiness, new HealthCheck.None()));
  }
}
