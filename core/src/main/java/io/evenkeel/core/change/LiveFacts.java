package io.evenkeel.core.change;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a preflight found out from this node, without any judgement.
 *
 * @param pools of the target configuration; servers in the order of the file
 */
public record LiveFacts(Map<PoolName, List<ServerFacts>> pools, List<Obstacle> obstacles) {
  /** Nothing was tried. */
  public static final LiveFacts NONE = new LiveFacts(Map.of(), List.of());

  public LiveFacts {
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    obstacles = List.copyOf(obstacles);
  }

  /** The same facts with the servers marked that operators keep requests from. */
  public LiveFacts withHeld(Predicate<ServerId> held) {
    Map<PoolName, List<ServerFacts>> marked = new LinkedHashMap<>();
    pools.forEach((pool, servers) ->
        marked.put(
            pool,
            servers.stream()
                .map(server ->
                    held.test(new ServerId(pool, server.address())) ? server.whileHeld() : server)
                .toList()));
    return new LiveFacts(marked, obstacles);
  }
}
