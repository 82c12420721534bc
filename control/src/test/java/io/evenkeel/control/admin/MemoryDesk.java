package io.evenkeel.control.admin;

import io.evenkeel.control.change.Actor;
import io.evenkeel.control.change.ApplyOptions;
import io.evenkeel.control.change.ChangeDesk;
import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.change.Drift;
import io.evenkeel.control.change.Proposal;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A desk that reads, keeps and applies for real, but only in memory and without any judgement. */
final class MemoryDesk implements ChangeDesk {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  private final int approvals;
  private final Map<String, ChangeRequest> plans = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<Revision> revisions = new ArrayList<>();
  private @Nullable RolloutView rollout;
  private String frozenBecause = "";

  MemoryDesk(int approvals) {
    this.approvals = approvals;
  }

  @Override
  public synchronized Plan plan(Proposal proposal, Actor by) throws ChangeRefused {
    ReadResult read =
        new ConfigReader(Map.of())
            .readText(proposal.file(), proposal.text().getBytes(StandardCharsets.UTF_8));
    if (read.config() == null) {
      throw new ChangeRefused(Kind.INVALID, "the file does not parse", read.findings());
    }
    String id = "%016x".formatted(0xabc0 + plans.size());
    Plan plan =
        new Plan(
            id,
            revisions.size(),
            by.name(),
            proposal.reason(),
            NOW,
            "00",
            List.of(new Change("pools.api.balance", "p2c", "ewma")),
            read.findings(),
            LiveFacts.NONE,
            Forecast.NONE,
            Verdict.NEEDS_APPROVAL,
            Risk.MEDIUM,
            "");
    plans.put(id, new ChangeRequest(plan, Fate.OPEN, List.of(), ""));
    texts.put(id, proposal.text());
    return plan;
  }

  @Override
  public synchronized List<ChangeRequest> plans() {
    return List.copyOf(plans.values()).reversed();
  }

  @Override
  public synchronized ChangeRequest find(String plan) throws ChangeRefused {
    ChangeRequest request = plans.get(plan);
    if (request == null) {
      throw new ChangeRefused(Kind.UNKNOWN, "there is no plan " + plan);
    }
    return request;
  }

  @Override
  public synchronized ChangeRequest approve(String plan, Actor by) throws ChangeRefused {
    ChangeRequest request = find(plan);
    if (request.plan().author().equals(by.name())) {
      throw new ChangeRefused(Kind.FORBIDDEN, "the author's own approval does not count");
    }
    List<Approval> all = new ArrayList<>(request.approvals());
    all.add(new Approval(by.name(), NOW));
    return keep(new ChangeRequest(request.plan(), Fate.OPEN, all, ""));
  }

  @Override
  public synchronized ChangeRequest reject(String plan, String reason, Actor by)
      throws ChangeRefused {
    ChangeRequest request = find(plan);
    boolean own = request.plan().author().equals(by.name());
    Fate fate = own ? Fate.WITHDRAWN : Fate.REJECTED;
    return keep(new ChangeRequest(request.plan(), fate, request.approvals(), reason));
  }

  @Override
  public synchronized RolloutView apply(String plan, ApplyOptions options, Actor by)
      throws ChangeRefused {
    ChangeRequest request = find(plan);
    if (!frozenBecause.isEmpty() && !options.breakGlass()) {
      throw new ChangeRefused(Kind.UNAVAILABLE, "changes are frozen: " + frozenBecause);
    }
    if (request.fate() != Fate.OPEN || request.plan().base() != revisions.size()) {
      throw new ChangeRefused(Kind.STALE, "plan again: the plan is over or its base has moved");
    }
    if (request.approvals().size() < approvals && !options.breakGlass()) {
      throw new ChangeRefused(Kind.WAITING, "approvals missing");
    }
    keep(new ChangeRequest(request.plan(), Fate.APPLYING, request.approvals(), ""));
    String stage = options.confirmWithin().isZero() ? "committed" : "confirm";
    long seconds = options.confirmWithin().toSeconds();
    RolloutView view = new RolloutView(plan, revisions.size() + 1L, stage, seconds, List.of(), "");
    rollout = view;
    return view.isOver() ? commit(plan) : view;
  }

  @Override
  public synchronized RolloutView confirm(String plan, Actor by) throws ChangeRefused {
    if (find(plan).fate() != Fate.APPLYING) {
      throw new ChangeRefused(Kind.STALE, "nothing waits for a confirmation");
    }
    return commit(plan);
  }

  private RolloutView commit(String id) throws ChangeRefused {
    ChangeRequest request = find(id);
    Plan plan = request.plan();
    keep(new ChangeRequest(plan, Fate.APPLIED, request.approvals(), ""));
    revisions.add(
        new Revision(
            revisions.size() + 1L,
            NOW,
            plan.author(),
            plan.reason(),
            id,
            request.approvals().stream().map(Approval::by).toList(),
            Outcome.COMMITTED,
            "",
            plan.targetHash(),
            List.of(new Revision.SourceFile("/etc/evenkeel.yaml", texts.getOrDefault(id, "")))));
    rollout = new RolloutView(id, revisions.size(), "committed", 0, List.of(), "");
    return rollout;
  }

  @Override
  public synchronized Optional<RolloutView> rollout() {
    return Optional.ofNullable(rollout);
  }

  @Override
  public synchronized List<Revision> revisions() {
    return List.copyOf(revisions).reversed();
  }

  @Override
  public synchronized Revision revision(long number) throws ChangeRefused {
    if (number < 1 || number > revisions.size()) {
      throw new ChangeRefused(Kind.UNKNOWN, "there is no revision " + number);
    }
    return revisions.get((int) number - 1);
  }

  @Override
  public synchronized List<Change> diff(long from, long to) throws ChangeRefused {
    String before = revision(from).files().getFirst().text();
    String after = revision(to).files().getFirst().text();
    return before.equals(after) ? List.of() : List.of(new Change("", before, after));
  }

  @Override
  public synchronized RolloutView rollback(long number, String reason, Actor by)
      throws ChangeRefused {
    Revision goal = revision(number == 0 ? revisions.size() - 1L : number);
    Proposal back = new Proposal("/etc/evenkeel.yaml", goal.files().getFirst().text(), reason);
    return commit(plan(back, by).id());
  }

  @Override
  public synchronized Drift drift() {
    return new Drift(revisions.size(), revisions.size(), List.of(), "");
  }

  @Override
  public synchronized void freeze(String reason, Actor by) {
    frozenBecause = reason;
  }

  @Override
  public synchronized void unfreeze(Actor by) {
    frozenBecause = "";
  }

  private ChangeRequest keep(ChangeRequest request) {
    plans.put(request.plan().id(), request);
    return request;
  }
}
