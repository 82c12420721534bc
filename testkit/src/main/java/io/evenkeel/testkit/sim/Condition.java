package io.evenkeel.testkit.sim;

/** What a simulated server does with requests, and what its check sees. */
public enum Condition {
  /** Serves; the check passes. */
  UP,
  /** The process is gone: connections are refused, the check fails. */
  REFUSING,
  /** Takes requests and never answers; the check fails. */
  HANGING,
  /** Cut off: no connection comes about, nothing is answered any more; the check fails. */
  UNREACHABLE,
  /** Answers 503 at once; the check fails. */
  FAILING,
  /** Answers 503 at once while the check passes: a black hole. */
  LYING;

  boolean passesCheck() {
    return this == UP || this == LYING;
  }
}
