package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.Server;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.SideTraffic;
import io.evenkeel.core.stats.Tally;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.evenkeel.proxy.telemetry.Termination;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one route on one loop for its side of a canary; exists only while one
 * runs. Confined to its loop.
 */
final class Comparison {
  private final PoolRuntime[] pools;
  private final Tally[] tallies;
  private final IdentityHashMap<ServerState, Integer> positions = new IdentityHashMap<>();
  private final SideTraffic side;
  private @Nullable Tally own;

  Comparison(SideTraffic side, List<PoolRuntime> pools) {
    this.side = side;
    this.pools = pools.toArray(PoolRuntime[]::new);
    this.tallies = new Tally[this.pools.length];
    for (int i = 0; i < tallies.length; i++) {
      PoolRuntime pool = this.pools[i];
      List<String> names = pool.pool().servers().stream().map(Server::name).toList();
      tallies[i] = side.open(pool.pool().name().value(), names);
      for (int position = 0; position < names.size(); position++) {
        positions.put(pool.servers().get(position), position);
      }
    }
  }

  void ended(RequestFacts facts, int status, @Nullable ServerState server, long nanos) {
    boolean broken =
        facts.termination == Termination.SERVER_BROKE
            || facts.lastError == ProxyError.DESTINATION_NOT_FOUND;
    Integer position = server == null ? null : positions.get(server);
    tally(facts.pool).ended(status, broken, position == null ? Tally.NO_SERVER : position, nanos);
  }

  @SuppressWarnings("ReferenceEquality")
  private Tally tally(@Nullable PoolRuntime pool) {
    for (int i = 0; i < pools.length; i++) {
      if (pools[i] == pool) {
        return tallies[i];
      }
    }
    Tally known = own;
    if (known == null) {
      known = side.open("", List.of());
      own = known;
    }
    return known;
  }
}
