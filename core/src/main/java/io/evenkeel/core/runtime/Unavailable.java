package io.evenkeel.core.runtime;

/** Why a pool had no server for a request. */
public enum Unavailable {
  /** No server may take traffic: none is configured with a weight, or the guard says fail. */
  NO_CANDIDATE,
  /** Every candidate was tried for this request already. */
  ALL_TRIED,
  /** Every candidate that was not tried has as many requests as it may: one will be free. */
  SATURATED,
  /** Every candidate that was not tried is behind an open circuit breaker: waiting is in vain. */
  BREAKER_OPEN
}
