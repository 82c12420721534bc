package io.evenkeel.core.change;

import java.util.Locale;

/** What may become of a plan. */
public enum Verdict {
  /** May be applied by whoever may change anything. */
  SAFE,
  /** Works, but somebody should look. */
  NEEDS_APPROVAL,
  /** An error finding: only break-glass goes on. */
  REFUSED;

  /** As in JSON: {@code needs-approval}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
