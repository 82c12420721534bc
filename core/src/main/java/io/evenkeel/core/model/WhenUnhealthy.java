package io.evenkeel.core.model;

/** What a pool does when fewer servers are healthy than its guard asks for; never silent. */
public enum WhenUnhealthy {
  /** Panic mode: spread over all servers that are not known to be dead. The default. */
  KEEP_SERVING,
  /** Serve from the servers that were healthy last. */
  LAST_KNOWN_GOOD,
  /** Only healthy servers; none: 503. */
  FAIL
}
