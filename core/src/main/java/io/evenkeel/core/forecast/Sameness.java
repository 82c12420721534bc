package io.evenkeel.core.forecast;

import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.model.Timeouts;
import java.util.ArrayList;
import java.util.List;

/**
 * All of a pool that can change how its requests are spread and carried, comparable by {@code
 * equals}: not the names of its servers, slow start and idle connections, and of its checks only
 * what they say.
 */
record Sameness(Pool pool, String zone, List<String> health) {
  static Sameness of(Pool pool, Situation situation) {
    List<Server> servers = new ArrayList<>(pool.servers().size());
    List<String> health = new ArrayList<>(pool.servers().size());
    for (Server server : pool.servers()) {
      servers.add(unnamed(server));
      var seen = situation.health().of(new ServerId(pool.name(), server.address()));
      health.add(seen.standing() + (seen.health().dead() ? " dead" : ""));
    }
    Limits limits = pool.limits();
    Pool comparable =
        new Pool(
            pool.name(),
            servers,
            pool.balance(),
            pool.sticky(),
            HealthPolicy.NONE,
            new Limits(
                limits.requestsPerServer(),
                limits.adaptive(),
                limits.queue(),
                limits.queueTimeout(),
                1),
            pool.retries(),
            Pool.DEFAULT_SLOW_START,
            new Timeouts(
                Timeouts.DEFAULT.connect(), pool.timeouts().response(), Timeouts.DEFAULT.idle()),
            pool.guards(),
            pool.protection());
    return new Sameness(comparable, situation.config().zone(), health);
  }

  private static Server unnamed(Server server) {
    return new Server(
        "s",
        server.address(),
        server.weight(),
        server.zone(),
        server.priority(),
        server.backup(),
        server.maxRequests());
  }
}
