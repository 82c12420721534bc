package io.evenkeel.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole configuration, every default filled in. Maps keep the order of the file.
 *
 * @param state folder of the running balancer's records; empty: the default of the platform
 * @param zone where this node is; empty: not said
 */
public record Config(
    Admin admin,
    String state,
    String zone,
    Map<ListenerName, Listener> listeners,
    Map<PoolName, Pool> pools) {
  public Config {
    listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
  }
}
