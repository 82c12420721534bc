package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.PlanStore;
import io.evenkeel.control.store.Revision.SourceFile;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Plan;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Plans and deeds on record, in the words of the workflow. Any thread that may block. */
final class Ledger {
  private final Store store;
  private final InstantSource clock;

  Ledger(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Keeps a new plan; one without changes needs no place. */
  ChangeRequest keep(Plan plan, List<SourceFile> files, Actor by) throws ChangeRefused {
    ChangeRequest request = new ChangeRequest(plan, Fate.OPEN, List.of(), "");
    if (plan.changes().isEmpty()) {
      return request;
    }
    try {
      ChangeRequest kept = store.plans().add(request, files, planned(plan, by));
      // What came to an end is proposed anew: nobody's approval of then counts now.
      return switch (kept.fate()) {
        case OPEN, APPLYING -> kept;
        case APPLIED, ROLLED_BACK, REJECTED, WITHDRAWN ->
            store
                .plans()
                .update(plan.id(), planned(plan, by), _ -> request)
                .orElseThrow(() -> unknown(plan.id()));
      };
    } catch (StoreFailure e) {
      throw unavailable(e);
    }
  }

  private AuditEntry planned(Plan plan, Actor by) {
    return new AuditEntry(
        clock.instant(),
        by.name(),
        "plan",
        plan.changes().size() + " changes of revision " + plan.base(),
        plan.reason(),
        plan.id(),
        0,
        plan.verdict().word());
  }

  ChangeRequest find(String plan) throws ChangeRefused {
    try {
      return store.plans().find(plan).orElseThrow(() -> unknown(plan));
    } catch (StoreFailure e) {
      throw unavailable(e);
    }
  }

  /** Changes a plan on record as one step. */
  ChangeRequest update(
      String plan, String what, String reason, Actor by, PlanStore.Step<ChangeRefused> step)
      throws ChangeRefused {
    AuditEntry entry =
        new AuditEntry(clock.instant(), by.name(), what, "plan " + plan, reason, plan, 0, "ok");
    try {
      Optional<ChangeRequest> after = store.plans().update(plan, entry, step);
      return after.orElseThrow(() -> unknown(plan));
    } catch (StoreFailure e) {
      throw unavailable(e);
    }
  }

  /** Writes down what is about to be done. */
  void note(String what, String subject, String reason, Actor by) throws ChangeRefused {
    try {
      store.audit().append(entry(what, subject, reason, by));
    } catch (StoreFailure e) {
      throw unavailable(e);
    }
  }

  AuditEntry entry(String what, String subject, String reason, Actor by) {
    return new AuditEntry(clock.instant(), by.name(), what, subject, reason, "", 0, "ok");
  }

  static ChangeRefused unavailable(StoreFailure e) {
    return OnLoop.unavailable(e.getMessage(), e);
  }

  private static ChangeRefused unknown(String plan) {
    return new ChangeRefused(Kind.UNKNOWN, "there is no plan " + plan + ": plan again");
  }
}
