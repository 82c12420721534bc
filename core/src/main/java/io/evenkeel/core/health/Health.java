package io.evenkeel.core.health;

/** What is known of a server. */
public enum Health {
  /** No check has answered yet: no traffic unless the pool would be empty. */
  CHECKING,
  HEALTHY,
  UNHEALTHY
}
