package io.evenkeel.control.trial;

import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.HealthThresholds;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.HostPort;
import java.util.ArrayList;
import java.util.List;

/** One changed check put to one server, and what it would conclude. One thread. */
final class CheckTrial {
  private final ChangedCheck changed;
  private final HealthState first;
  private final List<ProbeResult> answers = new ArrayList<>();
  private boolean oldPassed;
  private String oldAnswer;

  /**
   * @param first the verdict the check would begin with
   * @param oldPassed what the verdict in power says of the check it replaces
   * @param oldAnswer what was answered to that one last; empty: not known
   */
  CheckTrial(ChangedCheck changed, HealthState first, boolean oldPassed, String oldAnswer) {
    this.changed = changed;
    this.first = first;
    this.oldPassed = oldPassed;
    this.oldAnswer = oldAnswer;
  }

  ChangedCheck changed() {
    return changed;
  }

  void answered(ProbeResult result) {
    answers.add(result);
  }

  void oldAnswered(ProbeResult result) {
    oldPassed = result.outcome() == ProbeOutcome.PASS;
    oldAnswer = result.answer();
  }

  /** Whether a further round could change what is known: not of one that is down and stays so. */
  boolean isWorthAnotherRound() {
    return first.health() != Health.UNHEALTHY || count(ProbeOutcome.FAIL) == 0;
  }

  /** Whether the server itself said anything. */
  boolean isAnswered() {
    return conclusive() > 0;
  }

  /**
   * The verdict after all rounds, by the machine and thresholds the check will have; thresholds
   * beyond the rounds that were answered count as reached when all of these agree.
   */
  HealthState verdict() {
    int rounds = Math.max(1, conclusive());
    HealthThresholds thresholds =
        new HealthThresholds(
            Math.min(changed.check().rise(), rounds), Math.min(changed.check().fall(), rounds));
    HealthState state = first;
    for (ProbeResult answer : answers) {
      state = state.after(answer.outcome(), thresholds, first.sinceNanos());
    }
    return state;
  }

  CheckFact fact(HostPort server) {
    var old = changed.old();
    String question = CheckQuestion.of(server, changed.check());
    String oldQuestion = old == null ? "" : CheckQuestion.of(server, old);
    if (old != null && question.equals(oldQuestion)) {
      question = CheckQuestion.timed(server, changed.check());
      oldQuestion = CheckQuestion.timed(server, old);
    }
    return new CheckFact(
        changed.role().word(),
        question,
        count(ProbeOutcome.PASS),
        count(ProbeOutcome.FAIL),
        answers.stream().map(ProbeResult::answer).toList(),
        answers.stream().mapToLong(ProbeResult::elapsedNanos).max().orElse(0),
        oldQuestion,
        oldPassed,
        oldAnswer);
  }

  private int conclusive() {
    return count(ProbeOutcome.PASS) + count(ProbeOutcome.FAIL);
  }

  private int count(ProbeOutcome outcome) {
    return (int) answers.stream().filter(answer -> answer.outcome() == outcome).count();
  }
}
