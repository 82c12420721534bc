package io.evenkeel.core.change;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a pool that exist already answered to one changed check.
 *
 * @param answers of those that were asked
 * @param healthy how many of all are healthy now
 * @param isUnasked whether the change needs an answer and there is none
 */
record CheckAnswers(Pool pool, String role, List<Answer> answers, long healthy, boolean isUnasked) {
  /** One server and what it answered. */
  private record Answer(ServerFacts server, CheckFact fact) {
    /** While a process starts no verdict is known yet, but what the current check answers is. */
    boolean isHealthyNow() {
      return !server.held()
          && (server.now() == Health.HEALTHY || (server.now() == Health.CHECKING && isFair()));
    }

    /** A server that fails the current check in the same minute says nothing about the new one. */
    boolean isFair() {
      return fact.oldQuestion().isEmpty() || fact.oldPassed();
    }

    boolean isLost() {
      return isHealthyNow() && isFair() && fact.passed() == 0 && fact.failed() > 0;
    }

    boolean isFlaky() {
      return isHealthyNow() && isFair() && fact.passed() > 0 && fact.failed() > 0;
    }

    boolean isRevived() {
      return server.now() == Health.UNHEALTHY
          && !fact.oldQuestion().isEmpty()
          && !fact.oldPassed()
          && fact.failed() == 0
          && fact.passed() > 0;
    }
  }

  static CheckAnswers of(Review review, Pool pool, String role) {
    List<Answer> answers = new ArrayList<>();
    long healthy = 0;
    for (ServerFacts server : review.facts(pool.name())) {
      if (!server.isNew()) {
        CheckFact fact = fact(server, role);
        if (fact != null) {
          answers.add(new Answer(server, fact));
        }
        boolean isHealthy = server.now() == Health.HEALTHY || isUnjudged(server, fact);
        healthy += isHealthy && !server.held() ? 1 : 0;
      }
    }
    boolean isOld = review.before().pools().containsKey(pool.name());
    boolean isUnasked = isOld && answers.isEmpty() && LiveRules.mustBeTried(review, pool, role);
    return new CheckAnswers(pool, role, List.copyOf(answers), healthy, isUnasked);
  }

  private static @Nullable CheckFact fact(ServerFacts server, String role) {
    return server.checks().stream()
        .filter(check -> check.role().equals(role) && check.passed() + check.failed() > 0)
        .findFirst()
        .orElse(null);
  }

  private static boolean isUnjudged(ServerFacts server, @Nullable CheckFact fact) {
    return fact != null && new Answer(server, fact).isHealthyNow();
  }

  void judge(Review review) {
    String path = review.changedPath(path(), "http");
    if (isUnasked) {
      review.report(
          PlanCode.NOT_TRIED,
          path,
          "the changed check was tried on no server of pool " + pool.name(),
          "");
    }
    lost(review, path);
    report(review, PlanCode.CHECK_FLAKY, path, "answers now this, now that");
    report(review, PlanCode.CHECK_SLOW, path, "takes more than half of the check's timeout");
    report(review, PlanCode.CHECK_REVIVES, path, "is down by the current check, and up by this");
  }

  private void lost(Review review, String path) {
    List<Answer> lost = answers.stream().filter(Answer::isLost).toList();
    if (!lost.isEmpty()) {
      review.report(
          PlanCode.NEW_CHECK_FAILS,
          path,
          "the new check fails on "
              + lost.size()
              + " of "
              + healthy
              + " servers that are healthy now",
          lost.stream().map(answer -> line(answer.server(), answer.fact())).toList(),
          help(lost));
    }
  }

  /** {@code the current path /health answers 200 on all of them}. */
  private static String help(List<Answer> lost) {
    Set<String> questions =
        lost.stream().map(answer -> answer.fact().oldQuestion()).collect(Collectors.toSet());
    Set<String> replies =
        lost.stream().map(answer -> answer.fact().oldAnswer()).collect(Collectors.toSet());
    String question = questions.iterator().next();
    if (questions.size() > 1 || question.isEmpty()) {
      return "let the servers answer it before the check asks";
    }
    if (lost.stream().allMatch(answer -> answer.fact().question().equals(question))) {
      return "the current check, which asks the same, succeeds on all of them";
    }
    int slash = question.indexOf(" /");
    String asked = slash < 0 ? "check " + question : "path" + question.substring(slash);
    String reply = replies.size() == 1 ? replies.iterator().next() : "";
    return "the current "
        + asked
        + (reply.isEmpty() ? " succeeds" : " answers " + reply)
        + " on all of them";
  }

  private void report(Review review, PlanCode code, String path, String what) {
    List<Answer> found = answers.stream().filter(answer -> matches(code, answer)).toList();
    if (!found.isEmpty()) {
      review.report(
          code,
          code == PlanCode.CHECK_SLOW ? path() + ".timeout" : path,
          (found.size() == 1 ? found.getFirst().server().name() : found.size() + " servers: each")
              + " "
              + what,
          found.stream().map(answer -> line(answer.server(), answer.fact())).toList(),
          "");
    }
  }

  private boolean matches(PlanCode code, Answer answer) {
    return switch (code) {
      case CHECK_FLAKY -> answer.isFlaky();
      case CHECK_REVIVES -> answer.isRevived();
      default ->
          answer.fact().failed() == 0 && answer.fact().elapsedNanos() * 2 > timeout().toNanos();
    };
  }

  private Duration timeout() {
    HealthCheck check =
        role.equals("readiness") ? pool.health().readiness() : pool.health().liveness();
    return check instanceof HealthCheck.Active active
        ? active.timeout()
        : HealthCheck.Active.DEFAULT_TIMEOUT;
  }

  private String path() {
    return PoolPair.path(pool.name()) + ".health." + role;
  }

  /** {@code api-1 GET /api/health -> 404 in 2 ms}. */
  static String line(ServerFacts server, CheckFact fact) {
    long millis = Math.max(1, Math.round(fact.elapsedNanos() / 1e6));
    String answers =
        fact.passed() == 0 || fact.failed() == 0
            ? fact.answers().isEmpty() ? "no answer" : fact.answers().getLast()
            : String.join(", ", fact.answers());
    return server.name() + " " + fact.question() + " -> " + answers + " in " + millis + " ms";
  }
}
