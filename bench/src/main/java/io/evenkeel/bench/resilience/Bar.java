package io.evenkeel.bench.resilience;

import java.util.function.ToDoubleFunction;

/**
 * What Evenkeel has promised for a scenario.
 *
 * @param limit met when the value is at most, or at least, that
 */
record Bar(String what, ToDoubleFunction<Figures> value, boolean isCeiling, double limit) {
  static Bar atMost(String what, ToDoubleFunction<Figures> value, double limit) {
    return new Bar(what, value, true, limit);
  }

  static Bar atLeast(String what, ToDoubleFunction<Figures> value, double limit) {
    return new Bar(what, value, false, limit);
  }

  /** NaN, what never came to pass, meets nothing. */
  boolean isMet(Figures figures) {
    double reached = value.applyAsDouble(figures);
    return isCeiling ? reached <= limit : reached >= limit;
  }

  String title() {
    return what + (isCeiling ? " ≤ " : " ≥ ") + Figures.number(limit);
  }
}
