package io.evenkeel.core.server;

/**
 * How one try at a server ended, as far as the server is concerned. Exactly one per started
 * attempt.
 */
public sealed interface AttemptResult {
  /**
   * The head of a response arrived and its body was passed on to the end (or as far as the client
   * wanted it).
   *
   * @param status 200 to 599
   * @param elapsedNanos from the attempt's begin to the first byte of the response
   */
  record Responded(int status, long elapsedNanos) implements AttemptResult {}

  /** No connection could be made: nothing reached the server. */
  record ConnectFailed(ConnectFailure why) implements AttemptResult {}

  /** The server was too slow. */
  record TimedOut(Phase phase) implements AttemptResult {}

  /** The connection broke, or what came was no HTTP. */
  record Broken(Phase phase) implements AttemptResult {}

  /** The client left or broke the exchange: not the server's fault. */
  record Abandoned() implements AttemptResult {}

  /**
   * How long the answer took, for those who look for slow ones: {@link Long#MAX_VALUE} when it took
   * too long, 0 when there was none for another reason.
   */
  default long tookNanos() {
    return switch (this) {
      case Responded(int _, long elapsedNanos) -> elapsedNanos;
      case TimedOut _ -> Long.MAX_VALUE;
      case ConnectFailed _, Broken _, Abandoned _ -> 0;
    };
  }

  /** Why a connection could not be made. */
  enum ConnectFailure {
    REFUSED,
    TIMED_OUT,
    UNREACHABLE,
    /** Our own side: out of descriptors or ports. Not the server's fault. */
    LOCAL
  }

  /** How far an attempt had come. */
  enum Phase {
    /** The request was being sent. */
    SENDING,
    /** The request was sent, no byte of the response had come. */
    WAITING,
    /** The head of the response was there. */
    RECEIVING
  }
}
