package io.evenkeel.core.health;

/** What one probe said. */
public enum ProbeOutcome {
  PASS,
  FAIL
}
