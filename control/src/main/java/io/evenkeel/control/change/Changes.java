package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.rollout.RolloutDriver;
import io.evenkeel.control.rollout.RolloutEnd;
import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.store.Freeze;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ConfigDiff;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Planner;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workflow of changes on the running balancer and its store. */
public final class Changes implements ChangeDesk {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
  private static final int LISTED = 200;

  /** Who changes the file, as far as we know. */
  private static final Actor FILE = new Actor("file", Role.ADMIN);

  private final Path file;
  private final ConfigReader reader;
  private final Store store;
  private final Judge judge;
  private final Ledger ledger;
  private final Applying applying;
  private final RolloutDriver driver;
  private final OnLoop loop;
  private final ChangeParts parts;

  /**
   * @param file the configuration this process was started with
   */
  public Changes(Path file, ConfigReader reader, ChangeParts parts) {
    this.file = file;
    this.reader = reader;
    this.parts = parts;
    store = parts.store();
    loop = new OnLoop(parts.loop());
    driver = parts.driver();
    judge = new Judge(parts, loop);
    ledger = new Ledger(store, parts.clock());
    applying = new Applying(parts, loop, ledger);
  }

  @Override
  public Plan plan(Proposal proposal, Actor by) throws ChangeRefused {
    ReadResult read =
        reader.readText(
            proposal.file(), proposal.text().getBytes(StandardCharsets.UTF_8), folder());
    return plan(Draft.of(read), by, proposal.reason());
  }

  /** A proposal may include what the served file may, and nothing else of this machine. */
  private Path folder() {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }

  Plan plan(Draft draft, Actor by, String reason) throws ChangeRefused {
    Plan plan = judge.plan(draft, by.name(), reason);
    return ledger.keep(plan, draft.files(), by).plan();
  }

  @Override
  public List<ChangeRequest> plans() {
    return store.plans().list(LISTED);
  }

  @Override
  public ChangeRequest find(String plan) throws ChangeRefused {
    return ledger.find(plan);
  }

  @Override
  public ChangeRequest approve(String plan, Actor by) throws ChangeRefused {
    applying.stillFits(find(plan).plan());
    return ledger.update(
        plan,
        "approve",
        "",
        by,
        request -> Approvals.approve(request, by, parts.clock().instant()));
  }

  @Override
  public ChangeRequest reject(String plan, String reason, Actor by) throws ChangeRefused {
    return ledger.update(
        plan, "reject", reason, by, request -> Approvals.reject(request, by, reason));
  }

  @Override
  public RolloutView apply(String id, ApplyOptions options, Actor by) throws ChangeRefused {
    ChangeRequest request = find(id);
    return applying.apply(request, draft(files(id)), options, by);
  }

  @Override
  public RolloutView confirm(String plan, Actor by) throws ChangeRefused {
    RolloutView view = underWay("confirm");
    if (!view.plan().equals(plan)) {
      throw new ChangeRefused(
          Kind.STALE, "plan " + plan + " is not being applied; plan " + view.plan() + " is");
    }
    ledger.note("confirm", "revision " + view.revision(), "", by);
    return loop.call(() -> {
      driver.confirm();
      return driver.view().orElse(view);
    });
  }

  @Override
  public Optional<RolloutView> rollout() {
    return driver.view();
  }

  @Override
  public List<Revision> revisions() {
    return store.revisions();
  }

  @Override
  public Revision revision(long number) throws ChangeRefused {
    try {
      return store
          .find(number)
          .orElseThrow(() ->
              new ChangeRefused(
                  Kind.UNKNOWN, "there is no revision " + number + ": see evenkeel history"));
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  @Override
  public List<Change> diff(long from, long to) throws ChangeRefused {
    return ConfigDiff.between(configOf(from), configOf(to));
  }

  private Config configOf(long number) throws ChangeRefused {
    Config served = parts.live().publication().base().config();
    return number == parts.live().publication().base().revision()
        ? served
        : draft(revision(number).files()).config();
  }

  @Override
  public RolloutView rollback(long number, String reason, Actor by) throws ChangeRefused {
    Optional<RolloutView> running = rollout().filter(view -> !view.isOver());
    if (running.isPresent()) {
      noteRollback(running.get().revision(), reason, by);
      String why = "rolled back by " + by.name() + (reason.isEmpty() ? "" : ": " + reason);
      var _ =
          loop.call(() -> {
            driver.abort(why);
            return true;
          });
      // It waits for its record, a quarter of a second at most; then it is true that it is undone.
      if (!applying.awaitEnd().committed()) {
        return loop.call(() -> driver.view().orElse(running.get()));
      }
      // It was committed a moment before: back from there.
    }
    Revision target = number == 0 ? before() : revision(number);
    Draft draft = draft(revision(target.number()).files());
    String why = "back to revision " + target.number() + (reason.isEmpty() ? "" : ": " + reason);
    Plan plan = plan(draft, by, why);
    if (plan.changes().isEmpty()) {
      throw new ChangeRefused(
          Kind.STALE, "what revision " + target.number() + " says is what is served");
    }
    return applying.goBack(find(plan.id()), draft, by);
  }

  /** A harmful change must not stay because the disk is full; its end is recorded once it can. */
  private void noteRollback(long revision, String reason, Actor by) {
    try {
      ledger.note("rollback", "revision " + revision, reason, by);
    } catch (ChangeRefused e) {
      LOG.atWarn()
          .setMessage("event=audit-failed")
          .addKeyValue("what", "rollback of revision " + revision + " by " + by.name())
          .addKeyValue("reason", e.getMessage())
          .log();
    }
  }

  /** The committed revision before the one that is served. */
  private Revision before() throws ChangeRefused {
    long served = parts.live().publication().base().revision();
    return store.revisions().stream()
        .filter(revision -> revision.outcome() == Outcome.COMMITTED && revision.number() < served)
        .findFirst()
        .orElseThrow(() ->
            new ChangeRefused(
                Kind.UNKNOWN, "there is no committed revision before revision " + served));
  }

  private RolloutView underWay(String what) throws ChangeRefused {
    return rollout()
        .filter(view -> !view.isOver())
        .orElseThrow(() -> new ChangeRefused(Kind.STALE, "there is nothing to " + what));
  }

  @Override
  public Drift drift() {
    Config served = parts.live().publication().base().config();
    long running = parts.live().publication().base().revision();
    long committed = store.lastGood().map(Revision::number).orElse(0L);
    ReadResult read = reader.read(file);
    Config inFile = read.config();
    if (inFile == null) {
      String error =
          read.findings().stream()
              .filter(Finding::isError)
              .findFirst()
              .map(first -> first.where() + ": " + first.message())
              .orElse("it cannot be read");
      return new Drift(running, committed, List.of(), error);
    }
    return new Drift(running, committed, ConfigDiff.between(served, inFile), "");
  }

  @Override
  public void freeze(String reason, Actor by) throws ChangeRefused {
    try {
      store
          .freeze()
          .set(
              new Freeze(by.name(), reason, parts.clock().instant()),
              ledger.entry("freeze", "all changes", reason, by));
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  @Override
  public void unfreeze(Actor by) throws ChangeRefused {
    try {
      store.freeze().lift(ledger.entry("unfreeze", "all changes", "", by));
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  /** How many others have to approve {@code request}, under the policy in power. */
  public int approvalsNeeded(ChangeRequest request) {
    return Planner.approvalsNeeded(parts.live().publication().base().config(), request.plan());
  }

  /**
   * Plans and applies what the file says, through the same gates as everybody: by signal or after
   * an edit, which is the operator's own consent. Waits until the change before is no longer under
   * way.
   *
   * @param cause for the records: {@code SIGHUP}
   * @return how it began; empty: nothing changes
   */
  public Optional<RolloutView> fromFile(ReadResult read, String cause) throws ChangeRefused {
    Draft draft = Draft.of(read);
    applying.makeRoom();
    Plan plan = plan(draft, FILE, cause);
    return plan.changes().isEmpty()
        ? Optional.empty()
        : Optional.of(applying.apply(find(plan.id()), draft, ApplyOptions.unwatched(cause), FILE));
  }

  /**
   * Serves at a start what the file says instead of the last good revision, if the gates let it
   * pass; at once, since nobody is served yet.
   *
   * @throws ChangeRefused why the last good revision stays
   */
  public void atStart(ReadResult read) throws ChangeRefused {
    Draft draft = Draft.of(read);
    Plan plan = plan(draft, FILE, "start");
    if (!plan.changes().isEmpty()) {
      applying.atStart(find(plan.id()), draft);
    }
  }

  /** Records what is served first of all, by number {@code number}. */
  public void first(ReadResult read, long number) throws ChangeRefused {
    applying.first(Draft.of(read), number, FILE);
  }

  /** Number of the revision that is served. */
  public long served() {
    return parts.live().publication().base().revision();
  }

  /** How the rollout that began last ends. */
  public CompletableFuture<RolloutEnd> ending() {
    return applying.ending();
  }

  private List<Revision.SourceFile> files(String plan) throws ChangeRefused {
    try {
      return store.plans().files(plan);
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  private Draft draft(List<Revision.SourceFile> files) throws ChangeRefused {
    return Draft.of(reader.readTexts(Texts.byName(files)));
  }
}
