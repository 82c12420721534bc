package io.evenkeel.core.resilience;

import java.util.Locale;

/** What a circuit breaker does with requests, in one word. */
public enum BreakerMode {
  /** Requests flow. */
  CLOSED,
  /** None does, for a while. */
  OPEN,
  /** A few may try. */
  HALF_OPEN,
  /** None does, by the operator's word. */
  FORCED_OPEN,
  /** All do, by the operator's word, whatever comes of it. */
  FORCED_CLOSED;

  /** As status, metrics and logs write it: {@code half-open}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether requests are kept away, all or most of them. */
  public boolean keepsAway() {
    return this == OPEN || this == HALF_OPEN || this == FORCED_OPEN;
  }

  /** Whether the traffic decides, and not an operator. */
  public boolean isAutomatic() {
    return this != FORCED_OPEN && this != FORCED_CLOSED;
  }
}
