package io.evenkeel.core.change;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HostPort;
import java.util.List;

/**
 * What is known of one server of the target configuration before the change.
 *
 * @param name its key in the pool
 * @param isNew the pool does not have this address now
 * @param now by the checks that are in power; {@code CHECKING} for a new one
 * @param after by the checks of the target: a server whose checks do not change keeps its verdict
 * @param checks the changed checks, each asked several times; for a new server all of its checks
 * @param connectFailure why no connection to a new server could be made; empty: none was tried, or
 *     it stands
 * @param held an operator keeps requests from it: drained or in maintenance, whatever its checks
 *     say, so that no change can lose it
 */
public record ServerFacts(
    String name,
    HostPort address,
    boolean isNew,
    Health now,
    Health after,
    List<CheckFact> checks,
    String connectFailure,
    boolean held) {
  public ServerFacts {
    checks = List.copyOf(checks);
  }

  /** Of a server that no operator has a hand in. */
  public ServerFacts(
      String name,
      HostPort address,
      boolean isNew,
      Health now,
      Health after,
      List<CheckFact> checks,
      String connectFailure) {
    this(name, address, isNew, now, after, checks, connectFailure, false);
  }

  /** The same, held. */
  ServerFacts whileHeld() {
    return new ServerFacts(name, address, isNew, now, after, checks, connectFailure, true);
  }
}
