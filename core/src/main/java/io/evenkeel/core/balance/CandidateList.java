package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import java.util.List;

/**
 * Who may be picked in a pool, and why.
 *
 * @param reason for people: why these; empty when there is nothing to say
 * @param lastHealthy the servers that were candidates in the last normal moment
 */
public record CandidateList(
    List<Candidate> candidates, PoolMode mode, String reason, List<ServerState> lastHealthy) {
  /** Before the first rebuild. */
  public static final CandidateList NONE =
      new CandidateList(List.of(), PoolMode.NORMAL, "", List.of());

  public CandidateList {
    candidates = List.copyOf(candidates);
    lastHealthy = List.copyOf(lastHealthy);
  }
}
