package io.evenkeel.control.change;

import java.time.Duration;

/**
 * How a plan is to be applied.
 *
 * @param yes the operator's own consent, which is the approval where none by others is asked for
 * @param breakGlass go on past a refusal, freeze and missing approvals; needs a reason
 * @param reason why; empty: that of the plan
 * @param confirmWithin undone unless confirmed in this time after the bake; zero: as the policy
 *     says
 * @param unwatched it comes by signal or by an edit of the file: nobody looks at a canary
 */
public record ApplyOptions(
    boolean yes, boolean breakGlass, String reason, Duration confirmWithin, boolean unwatched) {
  /** Of somebody who waits for it. */
  public ApplyOptions(boolean yes, boolean breakGlass, String reason, Duration confirmWithin) {
    this(yes, breakGlass, reason, confirmWithin, false);
  }

  /** By signal or by an edit of the file, which is the operator's own consent. */
  public static ApplyOptions unwatched(String reason) {
    return new ApplyOptions(true, false, reason, Duration.ZERO, true);
  }
}
