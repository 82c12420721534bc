package io.evenkeel.core.change;

import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.ProbeKind;
import java.time.Duration;
import java.util.List;

/**
 * Health checks, as far as the two configurations alone tell: thresholds and times that cannot
 * work, and questions that look wrong next to the current ones. What the servers answer is judged
 * by {@link LiveRules}.
 */
final class CheckRules {
  /** A garbage collection of the server, or of ours, takes that long. */
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(5);

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  /** With less, one lost packet (retransmitted after 200 ms to 3 s) takes a server out. */
  private static final Duration JUMPY = Duration.ofSeconds(5);

  private static final Duration SLUGGISH = Duration.ofMinutes(5);
  private static final Duration NEVER = Duration.ofHours(1);

  private CheckRules() {}

  static void judge(Review review) {
    for (Pool pool : review.after().pools().values()) {
      Pool was = review.before().pools().get(pool.name());
      HealthPolicy before = was == null ? HealthPolicy.NONE : was.health();
      String path = PoolPair.path(pool.name()) + ".health.";
      judge(review, path + "readiness", before.readiness(), pool.health().readiness());
      judge(review, path + "liveness", before.liveness(), pool.health().liveness());
    }
  }

  private static void judge(Review review, String path, HealthCheck before, HealthCheck after) {
    if (before.equals(after)) {
      return;
    }
    switch (after) {
      case HealthCheck.None() ->
          review.report(
              PlanCode.CHECK_REMOVED,
              path,
              "the check is removed: a server that fails would keep getting requests",
              "");
      case HealthCheck.Active active -> {
        times(review, path, active);
        if (before instanceof HealthCheck.Active was) {
          question(review, path, was, active);
        } else if (CheckChange.neverFails(active.probe())) {
          neverFails(review, path);
        }
      }
    }
  }

  private static void times(Review review, String path, HealthCheck.Active check) {
    Duration timeout = check.timeout();
    Duration interval = check.interval();
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
      review.report(
          PlanCode.CHECK_TIMEOUT_IMPOSSIBLE,
          path + ".timeout",
          "timeout: " + FileText.of(timeout) + " (expected: 5ms or more)",
          "a garbage collection of the server takes longer than that");
    } else if (timeout.equals(interval)) {
      review.report(
          PlanCode.CHECK_TIMEOUT_AT_INTERVAL,
          path + ".timeout",
          "timeout " + FileText.of(timeout) + " is as long as the interval",
          "write a shorter timeout, or a longer interval");
    }
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      review.report(
          PlanCode.CHECK_FLOOD,
          path + ".interval",
          "every server would be asked each " + FileText.of(interval),
          "once a second finds a dead server fast enough");
    }
    if (check.fall() == 1 && interval.compareTo(JUMPY) < 0) {
      review.report(
          PlanCode.CHECK_JUMPY,
          path + ".fall",
          "one failed probe in " + FileText.of(interval) + " would take a server out",
          "write fall: 2 or more");
    }
    threshold(review, path + ".rise", interval.multipliedBy(check.rise()));
    threshold(review, path + ".fall", interval.multipliedBy(check.fall()));
  }

  private static void threshold(Review review, String path, Duration time) {
    boolean rise = path.endsWith("rise");
    String message =
        rise
            ? "a server that is well again would stay out for " + FileText.of(time)
            : "a dead server would get requests for " + FileText.of(time);
    String help = "lower " + (rise ? "rise" : "fall") + ", or the interval";
    if (time.compareTo(NEVER) > 0) {
      review.report(PlanCode.CHECK_NEVER_DECIDES, path, message, help);
    } else if (time.compareTo(SLUGGISH) > 0) {
      review.report(PlanCode.CHECK_SLUGGISH, path, message, help);
    }
  }

  private static void question(
      Review review, String path, HealthCheck.Active before, HealthCheck.Active after) {
    CheckChange change = new CheckChange(before, after);
    List<String> looser = change.looser();
    if (change.newlyNeverFails()) {
      neverFails(review, path);
    } else if (!looser.isEmpty()) {
      review.report(
          PlanCode.CHECK_LOOSENED,
          review.changedPath(path, after.probe() instanceof ProbeKind.Tcp ? "tcp" : "status"),
          "the check would accept what it refuses now",
          looser,
          "");
    }
    String typo = change.typo();
    if (!typo.isEmpty()) {
      review.report(
          PlanCode.CHECK_PATH_TYPO,
          path + ".http",
          "health path " + typo,
          "the current path is " + change.oldPath());
    }
    if (after.port() != before.port() && after.port() != 0) {
      review.report(
          PlanCode.CHECK_ELSEWHERE,
          path + ".port",
          "the check would ask port " + after.port() + ", whatever port the traffic goes to",
          "");
    }
    boolean said =
        List.of(
                PlanCode.CHECK_NEVER_FAILS,
                PlanCode.CHECK_LOOSENED,
                PlanCode.CHECK_PATH_TYPO,
                PlanCode.CHECK_ELSEWHERE)
            .stream()
            .anyMatch(code -> review.has(code, path));
    if (change.asksElse() && !said) {
      review.report(
          PlanCode.CHECK_QUESTION,
          review.changedPath(path, "http"),
          "the check asks or expects something else than before",
          "");
    }
  }

  private static void neverFails(Review review, String path) {
    review.report(
        PlanCode.CHECK_NEVER_FAILS,
        path + ".status",
        "the check would accept every error of a server (500-599)",
        "write status: 200-299; to ask for a connection only, tcp: true");
  }
}
