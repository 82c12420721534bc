package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Planner;
import io.evenkeel.core.change.Verdict;
import io.evenkeel.core.model.Config;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who may say yes to what, and when that is enough: the one place. */
final class Approvals {
  private Approvals() {}

  /** The request with one approval more; approving twice is once. */
  static ChangeRequest approve(ChangeRequest request, Actor by, Instant now) throws ChangeRefused {
    open(request);
    if (request.plan().author().equals(by.name())) {
      throw new ChangeRefused(
          Kind.FORBIDDEN,
          "plan " + request.plan().id() + " is by " + by.name() + ": somebody else has to approve");
    }
    if (request.approvals().stream().anyMatch(approval -> approval.by().equals(by.name()))) {
      return request;
    }
    List<Approval> approvals = new ArrayList<>(request.approvals());
    approvals.add(new Approval(by.name(), now));
    return new ChangeRequest(request.plan(), request.fate(), approvals, request.closedBecause());
  }

  /** The request, closed. */
  static ChangeRequest reject(ChangeRequest request, Actor by, String reason) throws ChangeRefused {
    open(request);
    boolean isOwn = request.plan().author().equals(by.name());
    return new ChangeRequest(
        request.plan(), isOwn ? Fate.WITHDRAWN : Fate.REJECTED, request.approvals(), reason);
  }

  /** Throws unless {@code request} can still become something. */
  static void open(ChangeRequest request) throws ChangeRefused {
    if (request.fate() != Fate.OPEN) {
      throw new ChangeRefused(
          Kind.STALE,
          "plan "
              + request.plan().id()
              + " is "
              + request.fate().name().toLowerCase(Locale.ROOT).replace('_', '-')
              + (request.closedBecause().isEmpty() ? "" : ": " + request.closedBecause())
              + "; plan again");
    }
  }

  /** Throws unless the plan has everything that the policy of {@code served} asks for. */
  static void mayApply(ChangeRequest request, Config served, ApplyOptions options)
      throws ChangeRefused {
    Plan plan = request.plan();
    if (options.breakGlass()) {
      return;
    }
    if (plan.verdict() == Verdict.REFUSED) {
      throw new ChangeRefused(
          Kind.INVALID, "plan " + plan.id() + " is refused: " + firstError(plan), plan.findings());
    }
    int needed = Planner.approvalsNeeded(served, plan);
    long given = request.approvals().stream().filter(a -> !a.by().equals(plan.author())).count();
    if (given < needed) {
      throw new ChangeRefused(
          Kind.WAITING,
          "plan "
              + plan.id()
              + " has "
              + given
              + " of "
              + needed
              + " approvals by others than "
              + plan.author()
              + ": evenkeel approve "
              + plan.id());
    }
    if (needed == 0 && plan.verdict() == Verdict.NEEDS_APPROVAL && !options.yes()) {
      throw new ChangeRefused(
          Kind.WAITING,
          "plan " + plan.id() + " needs a look: apply it with --yes when you have had it");
    }
  }

  private static String firstError(Plan plan) {
    return plan.findings().stream()
        .filter(Finding::isError)
        .findFirst()
        .map(error -> error.code() + ": " + error.message())
        .orElse("by its findings");
  }
}
