package io.evenkeel.core.change;

import java.util.List;

/**
 * A plan and what became of it.
 *
 * @param closedBecause the reason given with a rejection, a withdrawal, a rollback; may be empty
 */
public record ChangeRequest(Plan plan, Fate fate, List<Approval> approvals, String closedBecause) {
  /** How far a plan has come. The last four are final. */
  public enum Fate {
    /** May be approved and applied. */
    OPEN,
    APPLYING,
    APPLIED,
    ROLLED_BACK,
    REJECTED,
    /** Withdrawn by its author, or void because another revision is served by now. */
    WITHDRAWN
  }

  public ChangeRequest {
    approvals = List.copyOf(approvals);
  }
}
