package io.evenkeel.core.resilience;

/** Why a request is sent to a server once more. */
public enum RetryReason {
  /** The server refused the connection, or there is no way to it: nothing has reached it. */
  REFUSED("refused"),
  /** No connection within the time for it, or none could be made by ourselves. */
  CONNECT_TIMEOUT("connect-timeout"),
  /** The server had closed an idle connection by the time we used it. */
  STALE("stale"),
  /** The connection broke, or what came was no HTTP, before an answer had begun. */
  RESET("reset"),
  /** No answer within the time for one try, or the server was found not to answer any more. */
  TIMEOUT("timeout"),
  /** An answer with a status that the pool's policy names. */
  STATUS("status"),
  /** The first try takes longer than most: a second one beside it. */
  HEDGE("hedge");

  private final String token;

  RetryReason(String token) {
    this.token = token;
  }

  /** The word in metrics. */
  public String token() {
    return token;
  }
}
