package io.evenkeel.testkit.process;

import java.time.Instant;

/**
 * A request that got no complete response.
 *
 * @param at when it was noticed
 * @param detail what the socket said
 */
public record Failure(Kind kind, Instant at, String detail) {
  /** How far the request came. */
  public enum Kind {
    /** No connection. */
    CONNECT,
    /**
     * A connection that had served requests before was closed without a byte of a response. Every
     * HTTP client repeats such a request by itself (RFC 9112, 9.3.1): a user sees no failure.
     */
    CLOSED_WHILE_IDLE,
    /** The first request of a connection got no byte of a response. */
    NO_ANSWER,
    /** The response began and did not end. */
    TRUNCATED,
    /** Nothing came within the deadline. */
    TIMEOUT
  }

  /** A user would see it. */
  public boolean isVisible() {
    return kind != Kind.CLOSED_WHILE_IDLE;
  }
}
