package io.evenkeel.core.model;

import java.util.List;

/** Who may come in by a route, and who first. */
public record Admission(Priority priority, List<RateLimit> rates) {
  public static final Admission DEFAULT = new Admission(Priority.NORMAL, List.of());

  public Admission {
    rates = List.copyOf(rates);
  }
}
