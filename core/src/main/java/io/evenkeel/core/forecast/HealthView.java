package io.evenkeel.core.forecast;

import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.util.HashMap;
import java.util.Map;

/** What the checks say of each server, and what an operator decided about it. */
@FunctionalInterface
public interface HealthView {
  /** Nothing is held against anybody. */
  HealthView ALL_HEALTHY = _ -> Seen.USUAL;

  /** One server. */
  record Seen(ServerHealth health, Hand hand) {
    /** Of which nothing is known that speaks against it. */
    public static final Seen USUAL = of(ServerHealth.UNCHECKED);

    /** Without an operator's hand in it. */
    public static Seen of(ServerHealth health) {
      return new Seen(health, Hand.NONE);
    }

    /** What counts. */
    public Standing standing() {
      return Standing.of(health, hand);
    }
  }

  /** What is known of this server. */
  Seen of(ServerId server);

  /** As it is at this moment; a server the snapshot does not have counts as healthy. */
  static HealthView of(Snapshot snapshot) {
    Map<ServerId, Seen> seen = new HashMap<>();
    for (PoolRuntime pool : snapshot.pools().values()) {
      for (ServerState server : pool.servers()) {
        seen.put(server.id(), new Seen(server.health(), server.hand()));
      }
    }
    return server -> seen.getOrDefault(server, Seen.USUAL);
  }

  /**
   * As the checks of the target will have it; of what {@code facts} do not tell, this view. What an
   * operator decided stays.
   */
  default HealthView after(LiveFacts facts) {
    Map<ServerId, Seen> expected = new HashMap<>();
    facts
        .pools()
        .forEach((pool, servers) -> {
          for (ServerFacts server : servers) {
            ServerId id = new ServerId(pool, server.address());
            Seen now = of(id);
            if (now.health().overall() != server.after()) {
              HealthState verdict = new HealthState(server.after(), 0, 0);
              expected.put(id, new Seen(new ServerHealth(verdict, null, null, 0), now.hand()));
            }
          }
        });
    return server -> {
      Seen after = expected.get(server);
      return after == null ? of(server) : after;
    };
  }
}
