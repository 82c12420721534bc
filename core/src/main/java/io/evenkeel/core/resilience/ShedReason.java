package io.evenkeel.core.resilience;

import java.util.Locale;

/** Why a request was sent away before any server saw it. */
public enum ShedReason {
  /** The queue had no room, and nobody in it had to go before this one. */
  QUEUE_FULL("all servers are at their limit and the queue is full"),
  /** The queue was more than half full, and this one counts least. */
  QUEUE_FILLING("all servers are at their limit and requests of low priority are shed"),
  /** Another, that goes before this one, took its place in a full queue. */
  DISPLACED("all servers are at their limit and others go first"),
  /** The queue did not drain, so that nobody but the first may wait for long. */
  QUEUE_DELAY("no server had room and the queue does not drain"),
  /** It waited as long as one may. */
  QUEUE_TIMEOUT("no server had room within the queue timeout"),
  /** The balancer itself has too much to do. */
  OVERLOAD("the balancer is overloaded and sheds by priority");

  private final String details;

  ShedReason(String details) {
    this.details = details;
  }

  /** For people: what the client and the access log are told. */
  public String details() {
    return details;
  }

  /** The word in metrics: {@code queue-full}. */
  public String token() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
