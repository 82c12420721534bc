package io.evenkeel.core.change;

import java.util.List;

/**
 * What one changed check found out about one server before it has any power.
 *
 * @param role {@code readiness} or {@code liveness}
 * @param question for people: {@code GET /api/health}, {@code TCP connect to 10.0.0.1:3000}
 * @param passed rounds in which the answer would have counted as a success
 * @param failed rounds in which it would have counted as a failure
 * @param answers of the rounds in order, for people: {@code 404}
 * @param elapsedNanos of the slowest round
 * @param oldQuestion the check of the same role it takes the place of; empty: there was none
 * @param oldPassed whether {@code oldQuestion}, asked in the same minute, counted as a success
 * @param oldAnswer what was answered to it, for people: {@code 200}; empty: not known
 */
public record CheckFact(
    String role,
    String question,
    int passed,
    int failed,
    List<String> answers,
    long elapsedNanos,
    String oldQuestion,
    boolean oldPassed,
    String oldAnswer) {
  public CheckFact {
    answers = List.copyOf(answers);
  }

  /** Without the answer to the old question. */
  public CheckFact(
      String role,
      String question,
      int passed,
      int failed,
      List<String> answers,
      long elapsedNanos,
      String oldQuestion,
      boolean oldPassed) {
    this(role, question, passed, failed, answers, elapsedNanos, oldQuestion, oldPassed, "");
  }
}
