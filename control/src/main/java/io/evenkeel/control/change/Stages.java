package io.evenkeel.control.change;

import io.evenkeel.control.trial.ChangedPools;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.RolloutTerms;
import io.evenkeel.core.model.Config;
import java.time.Duration;

/**
 * Which stages a change goes through, by the policy that is in power before it: shadow when a check
 * of a server that is there changes, canary unless the plan says why not, bake always. Break-glass
 * goes without the first two. So does a change of low risk that came by signal or by an edit of the
 * file, which nobody watches: it is published at once and baked.
 */
final class Stages {
  private Stages() {}

  static RolloutTerms of(Plan plan, Config before, Config after, ApplyOptions options) {
    Duration round = ChangedPools.checkRound(before, after);
    RolloutTerms terms = RolloutTerms.of(before.changes().rollout(), round);
    if (round.isZero()) {
      terms = terms.withoutShadow();
    }
    boolean isUnwatched = options.unwatched() && plan.risk() == Risk.LOW;
    if (isUnwatched || !plan.canarySkipped().isEmpty()) {
      terms = terms.withoutCanary();
    }
    if (!options.confirmWithin().isZero()) {
      terms = terms.confirmWithin(options.confirmWithin());
    }
    return options.breakGlass() ? terms.brokenGlass() : terms;
  }

  /** Of a way back to what was served well: at once, and watched. */
  static RolloutTerms ofRollback(Config before) {
    return RolloutTerms.of(before.changes().rollout(), Duration.ZERO)
        .withoutShadow()
        .withoutCanary()
        .confirmWithin(Duration.ZERO);
  }
}
