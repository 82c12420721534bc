package io.evenkeel.core.balance;

import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;

/**
 * How many servers of a pool traffic may keep away at a moment, and which it means: those that
 * serve by their checks.
 *
 * @param most at least 0
 * @param backupsServe whether the backups stand in for the main servers
 */
public record AbsenceLimit(int most, boolean backupsServe) {
  /** Before the first look: nobody may be away. */
  public static final AbsenceLimit NONE = new AbsenceLimit(0, false);

  /**
   * Whether the pool loses something when this server is kept away. One that takes no traffic
   * anyway, by its checks, by hand or as a backup, may be away beyond the limit.
   */
  public boolean counts(Server config, ServerState state) {
    Hand hand = state.hand();
    return config.weight() > 0
        && config.backup() == backupsServe
        && hand.kind() == Hand.Kind.NONE
        && Standing.of(state.health(), hand) == Standing.HEALTHY;
  }
}
