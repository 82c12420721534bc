package io.evenkeel.core.change;

import java.util.Locale;

/** How much a finding weighs. */
public enum Severity {
  /** The configuration cannot be used, the change is refused. */
  ERROR,
  /** It works, but hardly as meant. */
  WARNING;

  /** The word in text and JSON: {@code error}, {@code warning}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
