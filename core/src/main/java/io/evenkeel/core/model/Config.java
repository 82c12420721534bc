package io.evenkeel.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole configuration, every default filled in. Maps keep the order of the file.
 *
 * @param state folder of the running balancer's records; empty: the default of the platform
 * @param zone where this node is; empty: not said
 * @param changes the rules for changing it
 */
public record Config(
    Admin admin,
    String state,
    String zone,
    Map<ListenerName, Listener> listeners,
    Map<PoolName, Pool> pools,
    ChangePolicy changes) {
  public Config {
    listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
  }

  /** With the default rules for changes. */
  public Config(
      Admin admin,
      String state,
      String zone,
      Map<ListenerName, Listener> listeners,
      Map<PoolName, Pool> pools) {
    this(admin, state, zone, listeners, pools, ChangePolicy.DEFAULT);
  }
}
