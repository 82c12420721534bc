package io.evenkeel.control.health;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import java.util.List;

/** Who wants to know when the checks of a pool become suspect. Called by the control loop. */
@FunctionalInterface
public interface Suspicions {
  /** More servers than before fail their checks while live traffic to them succeeds. */
  void on(Suspicion suspicion);

  /**
   * What contradicts what.
   *
   * @param servers whose checks are not believed, all of the pool's
   * @param why for people, one line: how many, and what answered what at the first of them
   * @param evidence a line per server: {@code 10.0.0.1:3000: readiness: 404 (3 in a row), but 62 of
   *     62 requests succeeded in 6 s}
   */
  record Suspicion(PoolName pool, List<ServerId> servers, String why, List<String> evidence) {
    public Suspicion {
      servers = List.copyOf(servers);
      evidence = List.copyOf(evidence);
    }
  }
}
