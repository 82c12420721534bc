package io.evenkeel.control.status;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.ServerState;
import java.util.List;

/**
 * The share of its pool's traffic that a server's weight entitles it to, among those that take
 * traffic now.
 *
 * <p>Slow start, zones and full servers are left out on purpose: what they do is a deviation that
 * the reader should see next to this number.
 */
final class ExpectedShare {
  private ExpectedShare() {}

  /** One share per server, in the order of the pool; all 0 when none takes traffic. */
  static double[] of(Pool pool, List<ServerState> states, boolean panic) {
    boolean[] takes = new boolean[states.size()];
    boolean backup = !markPreferred(pool, states, panic, takes, false);
    if (backup) {
      markPreferred(pool, states, panic, takes, true);
    }
    double sum = 0;
    for (int i = 0; i < takes.length; i++) {
      sum += takes[i] ? pool.servers().get(i).weight() : 0;
    }
    double[] shares = new double[takes.length];
    for (int i = 0; i < takes.length; i++) {
      shares[i] = takes[i] && sum > 0 ? pool.servers().get(i).weight() / sum : 0;
    }
    return shares;
  }

  /** Marks the admitted servers of the lowest priority that has any; false when there is none. */
  private static boolean markPreferred(
      Pool pool, List<ServerState> states, boolean panic, boolean[] takes, boolean backup) {
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i < takes.length; i++) {
      Server server = pool.servers().get(i);
      if (server.backup() == backup && admitted(server, states.get(i), panic)) {
        lowest = Math.min(lowest, server.priority());
      }
    }
    for (int i = 0; i < takes.length; i++) {
      Server server = pool.servers().get(i);
      takes[i] |=
          server.backup() == backup
              && server.priority() == lowest
              && admitted(server, states.get(i), panic);
    }
    return lowest != Integer.MAX_VALUE;
  }

  private static boolean admitted(Server server, ServerState state, boolean panic) {
    if (server.weight() == 0) {
      return false;
    }
    return panic ? !state.health().dead() : state.health().overall() != Health.UNHEALTHY;
  }
}
