package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.rollout.Live;
import io.evenkeel.control.rollout.RolloutDriver;
import io.evenkeel.control.rollout.RolloutEnd;
import io.evenkeel.control.rollout.RolloutJob;
import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Freeze;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.control.store.StoreState;
import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.RolloutTerms;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.runtime.Snapshot;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The last gates before a change takes effect, in their order. Any thread that may block. */
final class Applying {
  private final Live live;
  private final OnLoop loop;
  private final RolloutDriver driver;
  private final Store store;
  private final Ledger ledger;
  private final InstantSource clock;
  private volatile CompletableFuture<RolloutEnd> current =
      CompletableFuture.completedFuture(new RolloutEnd(true, ""));

  /** What is served since the start and is not on record yet; guarded by this. */
  private @Nullable Revision owed;

  Applying(ChangeParts parts, OnLoop loop, Ledger ledger) {
    this.loop = loop;
    this.ledger = ledger;
    live = parts.live();
    driver = parts.driver();
    store = parts.store();
    clock = parts.clock();
  }

  RolloutView apply(ChangeRequest request, Draft draft, ApplyOptions options, Actor by)
      throws ChangeRefused {
    Plan plan = request.plan();
    Approvals.open(request);
    stillFits(plan);
    Config served = live.publication().base().config();
    if (options.breakGlass() && options.reason().isBlank()) {
      throw new ChangeRefused(Kind.INVALID, "break-glass needs a reason: it is recorded with one");
    }
    Approvals.mayApply(request, served, options);
    if (!options.breakGlass()) {
      notFrozen(served);
    }
    writable();
    String reason = options.reason().isBlank() ? plan.reason() : options.reason();
    ledger.note(options.breakGlass() ? "break-glass" : "apply", "plan " + plan.id(), reason, by);
    return begin(request, draft, Stages.of(plan, served, draft.config(), options), reason);
  }

  /** Back to what was committed once: at once, and watched like any change. */
  RolloutView goBack(ChangeRequest request, Draft draft, Actor by) throws ChangeRefused {
    Plan plan = request.plan();
    writable();
    ledger.note("rollback", "plan " + plan.id(), plan.reason(), by);
    Config served = live.publication().base().config();
    return begin(request, draft, Stages.ofRollback(served), plan.reason());
  }

  /** How the rollout that was begun last ends, or has ended. */
  CompletableFuture<RolloutEnd> ending() {
    return current;
  }

  /**
   * Ends the watching of the change before, where that is all that is left of it, and waits until
   * nothing is under way.
   */
  void makeRoom() throws ChangeRefused {
    loop.call(() -> {
      driver.cutShort();
      return true;
    });
    var _ = awaitEnd();
  }

  /** How the rollout that was begun last has ended, when it has. */
  RolloutEnd awaitEnd() throws ChangeRefused {
    try {
      return current.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw OnLoop.unavailable("interrupted while another change was under way", e);
    }
  }

  /**
   * Serves a plan that needs nothing more, before anybody is served; recorded like a rollout, so
   * that what cannot be served, a port that is taken, is not the last good one.
   */
  void atStart(ChangeRequest request, Draft draft) throws ChangeRefused {
    Config served = live.publication().base().config();
    Approvals.mayApply(request, served, ApplyOptions.unwatched("start"));
    notFrozen(served);
    String reason = request.plan().reason();
    long number = store.nextNumber();
    try {
      store.rollouts().started(revision(number, request, draft, reason, Revision.Outcome.STARTED));
      Snapshot before = live.publication().base();
      Snapshot next = loop.call(() -> live.compile(number, draft.config()));
      String obstacle = loop.call(() -> live.publish(next, before));
      if (obstacle.isEmpty()) {
        obstacle = committed(number);
      }
      String why = obstacle;
      var _ = loop.call(() -> settle(why.isEmpty(), before, next));
      if (!why.isEmpty()) {
        store.rollouts().rolledBack(number, AuditEntry.BY_ITSELF, why);
        throw new ChangeRefused(Kind.UNAVAILABLE, why);
      }
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  private String committed(long number) {
    try {
      store.rollouts().committed(number, AuditEntry.BY_ITSELF, "");
      return "";
    } catch (StoreFailure e) {
      return String.valueOf(e.getMessage());
    }
  }

  private boolean settle(boolean committed, Snapshot before, Snapshot next) {
    if (committed) {
      live.settle();
    } else {
      var _ = live.restore(before);
    }
    live.release(committed ? before : next);
    return committed;
  }

  /** Records what is served before any change; where it cannot, before the first change then. */
  synchronized void first(Draft draft, long number, Actor by) throws ChangeRefused {
    owed =
        new Revision(
            number,
            clock.instant(),
            by.name(),
            "start",
            "",
            List.of(),
            Revision.Outcome.COMMITTED,
            "",
            draft.hash(),
            draft.files());
    recordOwed();
  }

  private synchronized void recordOwed() throws ChangeRefused {
    Revision first = owed;
    // A folder that was not to be seen at the start may know more by now.
    if (first != null && first.number() >= store.nextNumber()) {
      record(first);
    }
    owed = null;
  }

  private void record(Revision revision) throws ChangeRefused {
    AuditEntry entry =
        new AuditEntry(
            clock.instant(),
            revision.author(),
            "started-with",
            "revision " + revision.number(),
            revision.reason(),
            revision.plan(),
            revision.number(),
            "ok");
    try {
      store.record(revision, entry);
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  /** Throws, and closes the plan, when another revision is served by now. */
  void stillFits(Plan plan) throws ChangeRefused {
    long served = live.publication().base().revision();
    if (plan.base() == served) {
      return;
    }
    String why = "it changes revision " + plan.base() + ", and revision " + served + " is served";
    Actor itself = new Actor(AuditEntry.BY_ITSELF, Role.ADMIN);
    ledger.update(
        plan.id(),
        "void",
        why,
        itself,
        request ->
            request.fate() == Fate.OPEN
                ? new ChangeRequest(plan, Fate.WITHDRAWN, request.approvals(), why)
                : request);
    throw new ChangeRefused(Kind.STALE, "plan " + plan.id() + " is void: " + why + "; plan again");
  }

  private void notFrozen(Config served) throws ChangeRefused {
    Optional<Freeze> frozen = store.freeze().current();
    if (frozen.isPresent()) {
      throw new ChangeRefused(
          Kind.INVALID,
          "changes are frozen by " + frozen.get().by() + ": " + frozen.get().reason());
    }
    for (FreezeWindow window : served.changes().freeze()) {
      if (window.contains(clock.instant())) {
        throw new ChangeRefused(Kind.INVALID, "changes are frozen now: " + window);
      }
    }
  }

  private void writable() throws ChangeRefused {
    StoreState state = store.state().writable() ? store.state() : store.recheck();
    if (!state.writable()) {
      throw new ChangeRefused(Kind.UNAVAILABLE, state.why());
    }
    recordOwed();
  }

  private RolloutView begin(ChangeRequest request, Draft draft, RolloutTerms terms, String reason)
      throws ChangeRefused {
    return loop.call(() -> {
      if (driver.isBusy()) {
        throw new ChangeRefused(
            Kind.UNAVAILABLE,
            "revision "
                + driver.view().map(RolloutView::revision).orElse(0L)
                + " is being rolled out: wait for it, or roll it back");
      }
      Snapshot served = live.publication().base();
      if (served.revision() != request.plan().base()) {
        // Another change was published between the last look and this turn of the loop.
        throw new ChangeRefused(
            Kind.STALE,
            "plan "
                + request.plan().id()
                + " changes revision "
                + request.plan().base()
                + ", and revision "
                + served.revision()
                + " is served; plan again");
      }
      Revision revision =
          revision(store.nextNumber(), request, draft, reason, Revision.Outcome.STARTED);
      CompletableFuture<RolloutEnd> ending = new CompletableFuture<>();
      try {
        driver.begin(
            new RolloutJob(revision, draft.config(), terms, served.config().changes().rollbackOn()),
            outcome -> {
              store.serving(live.publication().base().revision());
              ending.complete(outcome);
            });
      } catch (IllegalArgumentException e) {
        throw new ChangeRefused(Kind.INVALID, String.valueOf(e.getMessage()));
      }
      current = ending;
      return driver.view().orElseThrow();
    });
  }

  private Revision revision(
      long number, ChangeRequest request, Draft draft, String reason, Revision.Outcome outcome) {
    return new Revision(
        number,
        clock.instant(),
        request.plan().author(),
        reason,
        request.plan().id(),
        request.approvals().stream().map(Approval::by).toList(),
        outcome,
        "",
        draft.hash(),
        draft.files());
  }
}
