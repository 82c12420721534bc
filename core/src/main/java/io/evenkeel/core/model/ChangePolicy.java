package io.evenkeel.core.model;

import java.util.List;

/**
 * The rules for changes of the configuration.
 *
 * @param approvals by others than the author that a change needs unless it is safe
 * @param maxServers blast radius: fraction of 0 to 1 of all servers that one change may touch
 * @param freeze when nothing is changed
 */
public record ChangePolicy(
    int approvals,
    double maxServers,
    List<FreezeWindow> freeze,
    RolloutPolicy rollout,
    RollbackOn rollbackOn) {
  public static final ChangePolicy DEFAULT =
      new ChangePolicy(0, 0.5, List.of(), RolloutPolicy.DEFAULT, RollbackOn.DEFAULT);

  public ChangePolicy {
    freeze = List.copyOf(freeze);
    if (approvals < 0 || !(maxServers >= 0 && maxServers <= 1)) {
      throw new IllegalArgumentException(
          "approvals: " + approvals + ", max-servers: " + maxServers + " (expected: >= 0; 0 to 1)");
    }
  }
}
