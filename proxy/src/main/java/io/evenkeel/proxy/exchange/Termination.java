package io.evenkeel.proxy.exchange;

/** How an exchange ended, as the access log tells it. */
enum Termination {
  /** The client got an answer to its end. */
  COMPLETE,
  CLIENT_GONE,
  /** The client stopped reading. */
  CLIENT_TIMEOUT,
  /** The server broke off within the answer. */
  SERVER_BROKE
}
