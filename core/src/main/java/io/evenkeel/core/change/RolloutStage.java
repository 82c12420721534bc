package io.evenkeel.core.change;

import java.util.Locale;

/** How far the application of a plan is: what is recorded, and shown to who watches. */
public enum RolloutStage {
  /** The new checks run beside the old ones, without power. */
  SHADOW,
  /** A share of the clients reads the new snapshot. */
  CANARY,
  /** All of them do, and the change is watched. */
  BAKE,
  /** An operator has to say yes. */
  CONFIRM,
  COMMITTED,
  ROLLED_BACK;

  /** As in JSON and in the store: {@code rolled-back}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
