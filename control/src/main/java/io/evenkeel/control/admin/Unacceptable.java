package io.evenkeel.control.admin;

/** A request that is answered with a problem, wherever that turns out. */
final class Unacceptable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Page problem;

  Unacceptable(int status, String kind, String detail) {
    this(Problem.page(status, kind, detail));
  }

  Unacceptable(Page problem) {
    super("answered with " + problem.status(), null, false, false);
    this.problem = problem;
  }

  /** The answer. */
  Page problem() {
    return problem;
  }
}
