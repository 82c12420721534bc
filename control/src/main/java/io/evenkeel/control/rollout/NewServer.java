package io.evenkeel.control.rollout;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import java.util.ArrayList;
import java.util.List;

/** A server that only a canary has. */
record NewServer(PoolRuntime pool, int index) {
  /** Those that {@code canary} has and {@code base} has not. */
  static List<NewServer> in(Snapshot canary, Snapshot base) {
    List<NewServer> found = new ArrayList<>();
    for (PoolRuntime pool : canary.pools().values()) {
      for (int i = 0; i < pool.servers().size(); i++) {
        if (!base.servers().containsKey(pool.servers().get(i).id())) {
          found.add(new NewServer(pool, i));
        }
      }
    }
    return found;
  }

  ServerState state() {
    return pool.servers().get(index);
  }

  PoolName poolName() {
    return pool.pool().name();
  }

  /** As the configuration calls it. */
  String name() {
    return pool.pool().servers().get(index).name().toString();
  }
}
