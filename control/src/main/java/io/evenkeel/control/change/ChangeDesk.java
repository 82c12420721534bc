package io.evenkeel.control.change;

import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.store.Revision;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.Plan;
import java.util.List;
import java.util.Optional;

/**
 * All that people can do with changes: what the admin API and, through it, the command line offer.
 * Any thread but the control loop and event loops; calls may block for seconds.
 */
public interface ChangeDesk {
  /**
   * Judges {@code proposal} against what is served and keeps the plan.
   *
   * @throws ChangeRefused when the file does not parse, or nothing can be kept
   */
  Plan plan(Proposal proposal, Actor by) throws ChangeRefused;

  /** Newest first. */
  List<ChangeRequest> plans();

  ChangeRequest find(String plan) throws ChangeRefused;

  ChangeRequest approve(String plan, Actor by) throws ChangeRefused;

  /** Rejects the plan of somebody else, withdraws one's own. */
  ChangeRequest reject(String plan, String reason, Actor by) throws ChangeRefused;

  /** Begins to apply; {@link #rollout} tells how it goes on. */
  RolloutView apply(String plan, ApplyOptions options, Actor by) throws ChangeRefused;

  /** Commits what waits for a confirmation. */
  RolloutView confirm(String plan, Actor by) throws ChangeRefused;

  /** The rollout under way, or the last one of this process. */
  Optional<RolloutView> rollout();

  /** Newest first. */
  List<Revision> revisions();

  Revision revision(long number) throws ChangeRefused;

  /** What lies between two revisions. */
  List<Change> diff(long from, long to) throws ChangeRefused;

  /**
   * Goes back.
   *
   * @param number of the revision whose configuration is to be served; 0: the committed one before
   */
  RolloutView rollback(long number, String reason, Actor by) throws ChangeRefused;

  Drift drift() throws ChangeRefused;

  /** Forbids changes until {@link #unfreeze}. */
  void freeze(String reason, Actor by) throws ChangeRefused;

  void unfreeze(Actor by) throws ChangeRefused;
}
