package io.evenkeel.app.scenario.changes;

/**
 * One change and what is expected of it.
 *
 * @param verdict that of the plan; {@link #INVALID}: there is no plan; {@link #NOTHING}: a plan
 *     without changes
 * @param code of a finding that must be among those of the plan; empty: none in particular, and
 *     where the verdict is safe no finding at all
 */
record Case(String name, String verdict, String code, Edit edit) {
  static final String SAFE = "safe";
  static final String DOUBTFUL = "needs-approval";
  static final String REFUSED = "refused";
  static final String INVALID = "invalid";
  static final String NOTHING = "nothing";

  static Case safe(String name, Edit edit) {
    return new Case(name, SAFE, "", edit);
  }

  static Case doubtful(String name, String code, Edit edit) {
    return new Case(name, DOUBTFUL, code, edit);
  }

  static Case refused(String name, String code, Edit edit) {
    return new Case(name, REFUSED, code, edit);
  }

  static Case invalid(String name, String code, Edit edit) {
    return new Case(name, INVALID, code, edit);
  }

  static Case nothing(String name, Edit edit) {
    return new Case(name, NOTHING, "", edit);
  }
}
