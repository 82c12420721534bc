package io.evenkeel.core.change;

import java.util.Locale;

/** How much a change could break, by stated rules. */
public enum Risk {
  LOW,
  MEDIUM,
  HIGH;

  /** As in JSON: {@code low}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
