package io.evenkeel.control.rollout;

import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.PoolReading;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Servers that only a canary has, watched for failing. A balancer that avoids who fails asks them
 * so seldom that the errors of the whole canary stay below what the guard allows. Control loop
 * only.
 */
final class FailingServers {
  /** As many in a row eject a server that is served already; fewer may be chance. */
  private static final long ENOUGH = 5;

  /** Where every fourth request fails without the change, it is not the server's doing. */
  private static final double AILING = 0.25;

  private final Map<ServerState, Count> first = new HashMap<>();

  /** Attempts that the server ended, and those of them that it failed. */
  private record Count(long judged, long failed) {
    static Count of(ServerState server) {
      return new Count(server.judgedAttempts(), server.failedAttempts());
    }

    Count since(Count earlier) {
      return new Count(judged - earlier.judged, failed - earlier.failed);
    }

    boolean isBad() {
      return failed >= ENOUGH && 2 * failed > judged;
    }
  }

  /** Another canary begins. */
  void forget() {
    first.clear();
  }

  /**
   * The first new server that has failed most of its requests since the first look; empty: none.
   *
   * @param control readings of the other side, by pool
   */
  Optional<String> look(Snapshot canary, Snapshot base, Map<String, PoolReading> control) {
    for (NewServer server : NewServer.in(canary, base)) {
      Count now = Count.of(server.state());
      Count count = now.since(first.computeIfAbsent(server.state(), _ -> now));
      PoolReading others = control.get(server.poolName().value());
      boolean isAiling = others != null && others.counts().requests().errorRate() >= AILING;
      if (count.isBad() && !isAiling) {
        return Optional.of(
            "pool "
                + server.poolName()
                + ": "
                + server.name()
                + " is new and failed "
                + count.failed()
                + " of "
                + count.judged()
                + " requests");
      }
    }
    return Optional.empty();
  }
}
