package io.evenkeel.control.trial;

import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Server;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server of the target is asked, in order, and what follows from its answers. One thread.
 *
 * <p>A new server is connected to once; then each changed check is asked in rounds, in the first of
 * them after the check it replaces, where the verdict of that one is not fresh. A new server that
 * takes no connection, and a server that is down already and fails the new check as well, are not
 * asked again: nothing more would be learned of them.
 */
final class ServerTrial {
  /** One probe to be sent. */
  private record Step(
      HealthCheck.Active check, int round, @Nullable CheckTrial trial, boolean ofOld) {}

  private final Server server;
  private final HealthPolicy policy;
  private final @Nullable ServerHealth present;
  private final List<CheckTrial> checks = new ArrayList<>();
  private final Deque<Step> steps = new ArrayDeque<>();
  private String connectFailure = "";

  private ServerTrial(Server server, HealthPolicy policy, @Nullable ServerHealth present) {
    this.server = server;
    this.policy = policy;
    this.present = present;
  }

  /** Of a server the pool does not have yet: a connection, then all its checks. */
  static ServerTrial ofNew(
      Server server, HealthPolicy policy, Duration connectTimeout, int rounds) {
    ServerTrial trial = new ServerTrial(server, policy, null);
    HealthCheck.Active connect =
        new HealthCheck.Active(new ProbeKind.Tcp(), 0, connectTimeout, connectTimeout, 1, 1);
    trial.steps.add(new Step(connect, 0, null, false));
    for (ChangedCheck check : ChangedCheck.between(HealthPolicy.NONE, policy)) {
      trial.checks.add(new CheckTrial(check, HealthState.checking(0), false, ""));
    }
    trial.plan(rounds, List.of());
    return trial;
  }

  /** Of a server the pool has; {@code changed} is often empty, and then nothing is asked. */
  static ServerTrial ofKnown(
      Server server, HealthPolicy policy, ServerHealth present, List<ChangedCheck> changed) {
    ServerTrial trial = new ServerTrial(server, policy, present);
    for (ChangedCheck check : changed) {
      HealthState verdict = check.role().of(present);
      boolean passes = verdict != null && verdict.health() == Health.HEALTHY;
      trial.checks.add(
          new CheckTrial(check, check.first(present, 0), passes, passes ? answer(present) : ""));
    }
    return trial;
  }

  /** What the only check of a server was answered last; of two nobody knows which it was. */
  private static String answer(ServerHealth present) {
    ProbeResult last = present.lastProbe();
    boolean isOnly = present.readiness() == null || present.liveness() == null;
    return isOnly && last != null && last.outcome() == ProbeOutcome.PASS ? last.answer() : "";
  }

  /** Asks the changed checks {@code rounds} times, and those of {@code stale} for the old one. */
  ServerTrial plan(int rounds, List<ChangedCheck> stale) {
    for (int round = 1; round <= rounds; round++) {
      for (CheckTrial check : checks) {
        HealthCheck.Active old = check.changed().old();
        if (round == 1 && old != null && stale.contains(check.changed())) {
          steps.add(new Step(old, round, check, true));
        }
        steps.add(new Step(check.changed().check(), round, check, false));
      }
    }
    return this;
  }

  Server server() {
    return server;
  }

  /** What to ask now; null: nothing more. */
  HealthCheck.@Nullable Active next() {
    Step step = steps.peek();
    return step == null ? null : step.check();
  }

  /** The answer to {@link #next}. */
  void answered(ProbeResult result) {
    Step step = steps.remove();
    CheckTrial check = step.trial();
    if (check == null) {
      if (result.outcome() == ProbeOutcome.FAIL) {
        connectFailure = result.answer();
        steps.removeIf(later -> later.round() > 1);
      }
    } else if (step.ofOld()) {
      check.oldAnswered(result);
    } else {
      check.answered(result);
      if (!check.isWorthAnotherRound()) {
        steps.removeIf(later -> later.trial() == check);
      }
    }
  }

  /** Whether something was to be learned by a check, and no answer of the server came. */
  boolean isUnanswered() {
    return checks.stream().anyMatch(check -> !check.isAnswered());
  }

  ServerFacts facts() {
    return new ServerFacts(
        server.name(),
        server.address(),
        present == null,
        present == null ? Health.CHECKING : present.overall(),
        after(),
        checks.stream().map(check -> check.fact(server.address())).toList(),
        connectFailure);
  }

  /** A new server that takes no connection will not serve, whether a check says so or not. */
  private Health after() {
    return connectFailure.isEmpty()
        ? new ServerHealth(after(CheckRole.READINESS), after(CheckRole.LIVENESS), null, 0).overall()
        : Health.UNHEALTHY;
  }

  private @Nullable HealthState after(CheckRole role) {
    if (role.of(policy) instanceof HealthCheck.None) {
      return null;
    }
    for (CheckTrial check : checks) {
      if (check.changed().role() == role) {
        return check.verdict();
      }
    }
    HealthState before = present == null ? null : role.of(present);
    return before == null ? HealthState.checking(0) : before;
  }
}
