package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes that are planned, approved, rolled out, committed or rolled back, one after the other.
 * Each step is announced and confirmed by a line, {@code begin committed 3} and {@code done
 * committed 3}, from which a witness knows what must be there after the store has died.
 */
final class ScriptedChanges {
  private interface Step {
    void run() throws StoreFailure;
  }

  private final Store store;
  private final Consumer<String> witness;

  ScriptedChanges(Store store, Consumer<String> witness) {
    this.store = store;
    this.witness = witness;
  }

  /** The revision that is good before anything is tried. */
  static void prepare(Path folder) throws StoreFailure {
    try (Store store = Store.open(folder, Retention.DEFAULT)) {
      store.record(Samples.revision(1, Outcome.COMMITTED, ""), Samples.entry("first", "", 1));
    }
  }

  /** One good change, one that is undone, and a freeze. */
  void run() throws StoreFailure {
    change(true);
    change(false);
    Freeze freeze = new Freeze("ana", "sale", Instant.EPOCH);
    step("freeze", "", 0, () -> store.freeze().set(freeze, Samples.entry("freeze", "", 0)));
    step("unfreeze", "", 0, () -> store.freeze().lift(Samples.entry("unfreeze", "", 0)));
  }

  void change(boolean good) throws StoreFailure {
    long number = store.nextNumber();
    String plan = "plan-" + number;
    PlanStore plans = store.plans();
    RolloutJournal rollouts = store.rollouts();
    step(
        "plan",
        plan,
        0,
        () -> plans.add(Samples.open(plan), Samples.FILES, Samples.entry("plan", plan, 0)));
    step(
        "approve",
        plan,
        0,
        () ->
            plans.update(plan, Samples.entry("approve", plan, 0), r -> Samples.approved(r, "ben")));
    step(
        "rollout-started",
        plan,
        number,
        () -> rollouts.started(Samples.revision(number, Outcome.STARTED, plan)));
    step("rollout-stage", plan, number, () -> rollouts.stage(number, "canary", "10 %"));
    if (good) {
      step("rollout-committed", plan, number, () -> rollouts.committed(number, "ana", ""));
    } else {
      step(
          "rollout-rolled-back",
          plan,
          number,
          () -> rollouts.rolledBack(number, "evenkeel", "p99"));
    }
  }

  private void step(String what, String plan, long number, Step step) throws StoreFailure {
    String line = what + " " + number + " " + plan;
    witness.accept("begin " + line);
    step.run();
    witness.accept("done " + line);
  }

  /**
   * Opens what is left in {@code folder} and compares it with what the witness was told; then makes
   * one more change.
   *
   * @return what the witness is told of that one
   */
  static List<String> verify(Path folder, List<String> told, String when) throws Exception {
    try (Store store = Store.open(folder, Retention.DEFAULT)) {
      assertThat(store.state().why()).as(when).isEmpty();
      assertThat(store.problems())
          .as(when)
          .allSatisfy(p -> assertThat(p.message()).startsWith("its last line was cut off"));
      assertThat(store.audit().verify()).as(when).isEmpty();
      goodIsOldOrNew(store, told, when);
      nothingConfirmedIsLost(store, told, when);
      nothingIsHalfDone(store, when);
      assertThat(store.freeze().current().isPresent()).as(when).isIn(frozen(told));
      assertThat(new Layout(folder).temporaries()).as(when).isEmptyDirectory();
      List<String> after = new ArrayList<>();
      new ScriptedChanges(store, after::add).change(true);
      assertThat(store.lastGood().orElseThrow().plan()).as(when).isEqualTo(plan(after.getLast()));
      return after;
    }
  }

  private static void goodIsOldOrNew(Store store, List<String> told, String when) {
    long old =
        told.stream()
            .filter(l -> l.startsWith("done rollout-committed"))
            .mapToLong(ScriptedChanges::number)
            .reduce(1, (_, last) -> last);
    List<Long> allowed = new ArrayList<>(List.of(old));
    if (!told.isEmpty() && told.getLast().startsWith("begin rollout-committed")) {
      allowed.add(number(told.getLast()));
    }
    Revision good = store.lastGood().orElseThrow();
    assertThat(good.number()).as(when).isIn(allowed);
    String plan = good.number() == 1 ? "" : "plan-" + good.number();
    assertThat(good).as(when).isEqualTo(Samples.revision(good.number(), Outcome.COMMITTED, plan));
  }

  private static void nothingConfirmedIsLost(Store store, List<String> told, String when)
      throws StoreFailure {
    List<AuditEntry> audit = store.audit().entries(Integer.MAX_VALUE);
    for (String line : told) {
      if (line.startsWith("done ")) {
        String what = line.split(" ", -1)[1];
        assertThat(audit)
            .as("%s, %s", line, when)
            .anyMatch(e ->
                e.what().equals(what)
                    && e.plan().equals(plan(line))
                    && e.revision() == number(line));
        if (what.equals("approve")) {
          assertThat(store.plans().find(plan(line)).orElseThrow().approvals())
              .as(when)
              .extracting(Approval::by)
              .contains("ben");
        }
      }
    }
  }

  /** Every effect has its line, and plans know what became of their revisions. */
  private static void nothingIsHalfDone(Store store, String when) throws StoreFailure {
    List<AuditEntry> audit = store.audit().entries(Integer.MAX_VALUE);
    for (Revision revision : store.revisions()) {
      assertThat(revision.outcome()).as(when).isNotEqualTo(Outcome.STARTED);
      assertThat(audit).as(when).anyMatch(e -> e.revision() == revision.number());
      if (!revision.plan().isEmpty()) {
        ChangeRequest plan = store.plans().find(revision.plan()).orElseThrow();
        assertThat(plan.fate())
            .as(when)
            .isEqualTo(revision.outcome() == Outcome.COMMITTED ? Fate.APPLIED : Fate.ROLLED_BACK);
      }
    }
    for (ChangeRequest request : store.plans().list(Integer.MAX_VALUE)) {
      assertThat(audit).as(when).anyMatch(e -> e.plan().equals(request.plan().id()));
      assertThat(request.fate()).as(when).isNotEqualTo(Fate.APPLYING);
    }
  }

  /** Whether it is frozen: one answer, or both while that is being changed. */
  private static List<Boolean> frozen(List<String> told) {
    String last = told.stream().filter(l -> l.contains("freeze ")).reduce("", (_, later) -> later);
    return switch (last.isEmpty() ? "" : last.substring(0, last.indexOf("freeze") + 6)) {
      case "done freeze" -> List.of(true);
      case "begin freeze", "begin unfreeze" -> List.of(true, false);
      default -> List.of(false);
    };
  }

  private static long number(String line) {
    return Long.parseLong(line.split(" ", -1)[2]);
  }

  private static String plan(String line) {
    return line.split(" ", -1)[3];
  }
}
