package io.evenkeel.core.change;

import io.evenkeel.core.model.Config;
import java.util.List;

/**
 * Judges a change before it has any effect. Pure: the same input gives the same plan; who calls it
 * has asked the servers ({@link LiveFacts}) and played the traffic ({@link Forecast}) before.
 */
public final class Planner {
  private Planner() {}

  /** The plan of changing what is served into what is proposed. */
  public static Plan plan(PlanInput input) {
    List<Change> changes = ConfigDiff.between(input.before(), input.after());
    List<Finding> findings = changes.isEmpty() ? List.of() : judge(new Review(input, changes));
    return new Plan(
        PlanId.of(input, changes, findings),
        input.base(),
        input.author(),
        input.reason(),
        input.now(),
        input.targetHash(),
        changes,
        findings,
        input.facts(),
        input.forecast(),
        RiskRules.verdict(findings),
        RiskRules.risk(findings),
        CanaryRules.skipped(changes));
  }

  /**
   * How many others than the author have to approve. The policy of the base counts: whoever lowers
   * the number, or edits the users, needs the approvals that are asked for now.
   */
  public static int approvalsNeeded(Config before, Plan plan) {
    return switch (plan.verdict()) {
      case SAFE -> 0;
      case NEEDS_APPROVAL, REFUSED -> before.changes().approvals();
    };
  }

  /** From what the servers answered to what only the configuration tells. */
  private static List<Finding> judge(Review review) {
    LiveRules.judge(review);
    ForecastRules.judge(review);
    PoolRules.judge(review);
    ProtectionRules.judge(review);
    SpreadRules.judge(review);
    CheckRules.judge(review);
    RouteRules.judge(review);
    PolicyRules.judge(review);
    CanaryRules.judge(review);
    return review.findings();
  }
}
