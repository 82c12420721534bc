package io.evenkeel.core.health;

/** How many equal answers in a row turn a verdict; at least 1 each. */
public record HealthThresholds(int rise, int fall) {
  public HealthThresholds {
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException(
          "rise: " + rise + ", fall: " + fall + " (expected: at least 1 each)");
    }
  }
}
