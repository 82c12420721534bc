package io.evenkeel.control.trial;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.HealthThresholds;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ProbeSchedule;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.time.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the changed checks of a rollout beside those in power, without any power, and tells after
 * each round which servers they would lose that the others keep. Control loop only, but for the
 * answers, which the prober may give from any thread.
 *
 * <p>Each check goes at its own interval, every server at most one probe of it at a time; a round
 * is over when every check of every server was answered that often, so the longest interval sets
 * the pace. A server counts as lost when its shadow verdict is unhealthy by the new thresholds, of
 * which those beyond the number of rounds count as reached when every round failed. Servers and
 * checks that do not change are not asked.
 */
public final class ShadowChecks {
  /** A quarter of what the checks in power may have: these are beside them. */
  private static final int MAX_IN_FLIGHT = 256;

  /** Answers are taken in, and what is due is sent, at least and at most this often. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * A server that the checks in power take for healthy, and a changed one does not.
   *
   * @param name of the server in its pool
   * @param role {@code readiness} or {@code liveness}
   * @param question for people: {@code GET /api/health}
   * @param answer the last one, for people: {@code 404}
   */
  public record Disagreement(
      ServerId server, String name, String role, String question, String answer) {}

  /** Who wants to know. Control loop. */
  @FunctionalInterface
  public interface Rounds {
    /**
     * Round {@code number}, 1 is the first, is over.
     *
     * @param lost in the order of the file; empty: old and new agree
     */
    void round(int number, List<Disagreement> lost);
  }

  private record Answer(Shadow shadow, ProbeResult result) {}

  private final ControlLoop loop;
  private final Prober prober;
  private final Function<ServerId, @Nullable ServerHealth> present;
  private final int rounds;
  private final Rounds told;
  private final ProbeSchedule<Shadow> schedule;
  private final List<Shadow> shadows = new ArrayList<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>(); // at most MAX_IN_FLIGHT
  private @Nullable LoopTimer timer;
  private int finished;
  private boolean stopped;

  private ShadowChecks(Start start, Rounds told) {
    this.loop = start.loop();
    this.prober = start.prober();
    this.present = start.present();
    this.rounds = start.rounds();
    this.told = told;
    this.schedule = new ProbeSchedule<>(MAX_IN_FLIGHT, start.random());
  }

  /**
   * What shadow checks work with.
   *
   * @param present the verdicts in power; null: never heard of
   * @param rounds at least 1
   */
  public record Start(
      ControlLoop loop,
      Prober prober,
      RandomSource random,
      Function<ServerId, @Nullable ServerHealth> present,
      int rounds) {
    public Start {
      if (rounds < 1) {
        throw new IllegalArgumentException("rounds: " + rounds + " (expected: at least 1)");
      }
    }
  }

  /**
   * Begins. {@code told} hears of every round, in order and never before this returns; when nothing
   * is to be asked, of empty ones at once.
   */
  public static ShadowChecks start(Start start, Config base, Config target, Rounds told) {
    ShadowChecks checks = new ShadowChecks(start, told);
    checks.collect(base, target);
    long now = start.loop().nowNanos();
    for (Shadow shadow : checks.shadows) {
      long interval = shadow.changed.check().interval().toNanos();
      checks.schedule.add(shadow, interval, checks.shadows.size(), now);
    }
    checks.timer = start.loop().at(now, checks::turn);
    return checks;
  }

  /** How many checks of servers run beside those in power. */
  public int size() {
    return shadows.size();
  }

  /** Sends nothing and tells nothing from now on. May be called again. */
  public void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void collect(Config base, Config target) {
    for (Pool pool : target.pools().values()) {
      Pool before = base.pools().get(pool.name());
      List<ChangedCheck> changed =
          before == null ? List.of() : ChangedCheck.between(before.health(), pool.health());
      if (before == null || changed.isEmpty()) {
        continue;
      }
      Map<HostPort, Server> known =
          before.servers().stream().collect(Collectors.toMap(Server::address, s -> s));
      for (Server server : pool.servers()) {
        if (known.containsKey(server.address())) {
          changed.forEach(check -> shadows.add(shadow(pool, server, check)));
        }
      }
    }
  }

  private Shadow shadow(Pool pool, Server server, ChangedCheck changed) {
    ServerId id = new ServerId(pool.name(), server.address());
    ServerHealth health = present.apply(id);
    HealthState first =
        health == null
            ? HealthState.checking(loop.nowNanos())
            : changed.first(health, loop.nowNanos());
    return new Shadow(id, server.name(), changed, first, rounds);
  }

  private void turn() {
    for (Answer answer = answers.poll(); answer != null && !stopped; answer = answers.poll()) {
      schedule.done(answer.shadow());
      answer.shadow().answered(answer.result(), loop.nowNanos());
      if (answer.shadow().answers >= rounds) {
        schedule.remove(answer.shadow());
      }
    }
    tellRounds();
    if (stopped) {
      return; // by whom we told
    }
    sendDue();
    long now = loop.nowNanos();
    long next = schedule.nextDueNanos();
    long wait = next == Long.MAX_VALUE ? LONGEST_WAIT_NANOS : next - now;
    timer = loop.at(now + Math.clamp(wait, BATCH_NANOS, LONGEST_WAIT_NANOS), this::turn);
  }

  private void tellRounds() {
    int complete = shadows.stream().mapToInt(shadow -> shadow.answers).min().orElse(rounds);
    while (finished < complete && !stopped) {
      finished++;
      if (finished == rounds) {
        stopped = true; // before telling: who is told may start the next stage
      }
      int round = finished;
      told.round(round, lost(shadow -> shadow.lostIn(round)));
    }
  }

  private List<Disagreement> lost(Predicate<Shadow> byShadow) {
    return shadows.stream()
        .filter(byShadow)
        .filter(shadow -> isKept(present.apply(shadow.id)))
        .map(Shadow::disagreement)
        .toList();
  }

  private static boolean isKept(@Nullable ServerHealth health) {
    return health != null && health.overall() == Health.HEALTHY;
  }

  private void sendDue() {
    long now = loop.nowNanos();
    for (Shadow due = schedule.takeDue(now); due != null; due = schedule.takeDue(now)) {
      Shadow shadow = due;
      try {
        prober.probe(
            shadow.id.address(),
            shadow.changed.check(),
            result -> answers.add(new Answer(shadow, result)));
      } catch (RejectedExecutionException e) { // the prober's loop is gone or full
        answers.add(
            new Answer(
                shadow, new ProbeResult(ProbeOutcome.INCONCLUSIVE, "local: " + e.getMessage(), 0)));
      }
    }
  }

  /** One changed check of one server. Control loop only. */
  private static final class Shadow {
    final ServerId id;
    final ChangedCheck changed;
    private final String name;
    private final HealthThresholds thresholds;
    private final boolean[] lost;
    private HealthState state;
    private String lastAnswer = "";
    int answers;

    Shadow(ServerId id, String name, ChangedCheck changed, HealthState first, int rounds) {
      this.id = id;
      this.name = name;
      this.changed = changed;
      this.state = first;
      this.lost = new boolean[rounds];
      this.thresholds =
          new HealthThresholds(
              Math.min(changed.check().rise(), rounds), Math.min(changed.check().fall(), rounds));
    }

    void answered(ProbeResult result, long nowNanos) {
      state = state.after(result.outcome(), thresholds, nowNanos);
      lost[answers++] = state.health() == Health.UNHEALTHY;
      lastAnswer = result.answer();
    }

    /** Whether it took the server for unhealthy at the end of round {@code number}. */
    boolean lostIn(int number) {
      return lost[number - 1];
    }

    Disagreement disagreement() {
      return new Disagreement(
          id,
          name,
          changed.role().word(),
          CheckQuestion.of(id.address(), changed.check()),
          lastAnswer);
    }
  }
}
