package io.evenkeel.control.store;

import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.core.change.ChangeRequest.Fate;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The steps of a rollout, each to be recorded before it takes effect. Where a process dies between
 * two of them, the next start finds a started revision and undoes it on record: the last good one
 * is the old one until {@link #committed} has returned or was as good as done. Any thread; waits
 * for the disk.
 */
public final class RolloutJournal {
  private static final String NOT_THERE_TO_SEE = "the balancer ended before it was committed";

  private final RevisionFolder revisions;
  private final PlanStore plans;
  private final Recorder recorder;
  private final Retention retention;
  private final InstantSource clock;

  /** Rollbacks that took effect and could not be recorded, by revision: why. */
  private final Map<Long, AuditEntry> owed = new ConcurrentHashMap<>();

  /** The revision that is being rolled out by this process; 0: none. */
  private volatile long active;

  RolloutJournal(
      RevisionFolder revisions,
      PlanStore plans,
      Recorder recorder,
      Retention retention,
      InstantSource clock) {
    this.revisions = revisions;
    this.plans = plans;
    this.recorder = recorder;
    this.retention = retention;
    this.clock = clock;
  }

  /** Before anything of {@code revision} is tried. Its plan, if any, is applying from now on. */
  public void started(Revision revision) throws StoreFailure {
    if (revision.outcome() != Outcome.STARTED) {
      throw new IllegalArgumentException("outcome: " + revision.outcome() + " (expected: STARTED)");
    }
    AuditEntry entry =
        entry(revision, revision.author(), "rollout-started", revision.reason(), "ok");
    record(revision, entry);
    active = revision.number();
  }

  /** Records a new revision, whatever is known of it, such as the first one of a new store. */
  void record(Revision revision, AuditEntry entry) throws StoreFailure {
    recorder
        .gate()
        .write(() -> {
          if (revision.number() < revisions.nextNumber()) {
            throw new IllegalArgumentException(
                "revision: "
                    + revision.number()
                    + " (expected: "
                    + revisions.nextNumber()
                    + ", numbers are never used twice)");
          }
          List<Effect> effects = new ArrayList<>();
          effects.add(revisions.prepare(revision));
          effects.addAll(planEffect(revision, revision.outcome(), ""));
          recorder.record(entry, effects);
          revisions.retain(retention.revisions(), recorder.gate().serving());
          return revision;
        });
  }

  /** Before a stage begins, or anything else that people should find in the audit. */
  public void stage(long number, String stage, String detail) throws StoreFailure {
    recorder
        .gate()
        .write(() -> {
          Revision revision = known(number);
          recorder.record(
              entry(revision, AuditEntry.BY_ITSELF, "rollout-stage", detail, stage), List.of());
          return stage;
        });
  }

  /**
   * The revision is the last good one when this returns. When it fails, the old one is, and the
   * rollout is to be undone.
   */
  public void committed(long number, String who, String why) throws StoreFailure {
    recorder
        .gate()
        .write(() -> {
          close(
              number, Outcome.COMMITTED, entry(known(number), who, "rollout-committed", why, "ok"));
          revisions.retain(retention.revisions(), recorder.gate().serving());
          return why;
        });
    active = 0;
  }

  /**
   * The revision is not served any more. A rollback does not wait for a disk: when this fails it is
   * recorded as soon as the folder can be written, by this process or the next.
   */
  public void rolledBack(long number, String who, String why) throws StoreFailure {
    AuditEntry entry = entry(known(number), who, "rollout-rolled-back", why, "ok");
    owed.put(number, entry);
    active = active == number ? 0 : active;
    recorder
        .gate()
        .write(() -> {
          if (owed.containsKey(number)) {
            close(number, Outcome.ROLLED_BACK, entry);
          }
          return why;
        });
  }

  private void close(long number, Outcome outcome, AuditEntry entry) throws IOException {
    List<Effect> effects = new ArrayList<>();
    effects.add(revisions.prepareOutcome(number, outcome, entry.reason()));
    effects.addAll(planEffect(known(number), outcome, entry.reason()));
    recorder.record(entry, effects);
    owed.remove(number);
  }

  private List<Effect> planEffect(Revision revision, Outcome outcome, String why)
      throws IOException {
    return revision.plan().isEmpty()
        ? List.of()
        : plans.prepareFate(revision.plan(), fate(outcome), why);
  }

  private static Fate fate(Outcome outcome) {
    return switch (outcome) {
      case STARTED -> Fate.APPLYING;
      case COMMITTED -> Fate.APPLIED;
      case ROLLED_BACK -> Fate.ROLLED_BACK;
    };
  }

  private Revision known(long number) {
    return revisions
        .head(number)
        .orElseThrow(() ->
            new IllegalArgumentException("revision: " + number + " (expected: a recorded one)"));
  }

  private AuditEntry entry(Revision of, String who, String what, String why, String result) {
    return new AuditEntry(
        clock.instant(), who, what, "revision " + of.number(), why, of.plan(), of.number(), result);
  }

  /**
   * Undoes on record what nobody rolls out any more, and tells plans what became of them.
   *
   * @return the revisions that were found started
   */
  List<Long> recover() throws IOException {
    List<Long> undone = new ArrayList<>();
    for (Revision revision : revisions.heads()) {
      AuditEntry rollback = owed.get(revision.number());
      boolean isLeft = revision.outcome() == Outcome.STARTED && revision.number() != active;
      if (rollback != null || isLeft) {
        close(
            revision.number(),
            Outcome.ROLLED_BACK,
            rollback != null
                ? rollback
                : entry(
                    revision, AuditEntry.BY_ITSELF, "recovered", NOT_THERE_TO_SEE, "rolled-back"));
        undone.add(revision.number());
      }
    }
    for (String plan : plans.ids(Fate.APPLYING)) {
      recoverPlan(plan);
    }
    return undone;
  }

  /** Its revision is further than the plan knows; without one, nothing of it took effect. */
  private void recoverPlan(String plan) throws IOException {
    Revision revision =
        revisions.heads().stream().filter(r -> r.plan().equals(plan)).findFirst().orElse(null);
    if (revision != null && revision.number() == active) {
      return;
    }
    Outcome outcome = revision == null ? Outcome.ROLLED_BACK : revision.outcome();
    long number = revision == null ? 0 : revision.number();
    String why = revision == null ? NOT_THERE_TO_SEE : revision.why();
    AuditEntry entry =
        new AuditEntry(
            clock.instant(),
            AuditEntry.BY_ITSELF,
            "recovered",
            "plan " + plan,
            why,
            plan,
            number,
            Fields.word(fate(outcome)));
    List<Effect> effects = plans.prepareFate(plan, fate(outcome), why);
    if (!effects.isEmpty()) {
      recorder.record(entry, effects);
    }
  }
}
