package io.evenkeel.control.rollout;

import io.evenkeel.control.store.Revision;
import io.evenkeel.core.change.RolloutTerms;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.RollbackOn;

/**
 * One change to be put into effect.
 *
 * @param revision as it is recorded, started
 * @param limits what undoes it: those of the policy it was approved under
 */
public record RolloutJob(Revision revision, Config target, RolloutTerms terms, RollbackOn limits) {}
