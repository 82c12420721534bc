package io.evenkeel.core.server;

import io.evenkeel.core.server.AttemptResult.Abandoned;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.AttemptResult.TimedOut;

/** What an attempt says about the server: it did well, it failed, or nothing. */
public enum Outcome {
  SUCCESS,
  FAILURE,
  /** The client left, or we could not even try. */
  NOT_THE_SERVERS_FAULT;

  /**
   * The kind of {@code result}.
   *
   * <p>Of the 5xx, 501 and 505 answer a property of the request, not the state of the server: a
   * client that asks for nonsense must not turn traffic away from a healthy server.
   */
  public static Outcome of(AttemptResult result) {
    return switch (result) {
      case Responded(int status, long _) ->
          status < 500 || status == 501 || status == 505 ? SUCCESS : FAILURE;
      case ConnectFailed(ConnectFailure why) ->
          why == ConnectFailure.LOCAL ? NOT_THE_SERVERS_FAULT : FAILURE;
      case TimedOut _, Broken _ -> FAILURE;
      case Abandoned _ -> NOT_THE_SERVERS_FAULT;
    };
  }
}
