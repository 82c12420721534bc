package io.evenkeel.core.server;

import io.evenkeel.core.server.AttemptResult.Abandoned;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
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
      case Responded(int status, long _) -> isFailure(status) ? FAILURE : SUCCESS;
      case ConnectFailed(ConnectFailure why) ->
          why == ConnectFailure.LOCAL ? NOT_THE_SERVERS_FAULT : FAILURE;
      case TimedOut _, Broken _ -> FAILURE;
      case Abandoned _ -> NOT_THE_SERVERS_FAULT;
    };
  }

  /**
   * What a request says about its pool as a whole, when its last attempt ended so: whether anything
   * useful was to be had there.
   *
   * <p>An application that answers 500 is there and at work: that one URL or one client fails says
   * nothing of the others. 502, 503 and 504 say of themselves that nobody could do the work; they
   * are what retries go by as well. And an answer that broke off, a tunnel above all, had begun: a
   * server that is started anew breaks all of them at once, and must be let back at once.
   */
  public static Outcome ofRequest(AttemptResult last) {
    return switch (last) {
      case Responded(int status, long _) -> isUnserved(status) ? FAILURE : SUCCESS;
      case TimedOut(Phase phase) -> phase == Phase.RECEIVING ? SUCCESS : FAILURE;
      case Broken(Phase phase) -> phase == Phase.RECEIVING ? SUCCESS : FAILURE;
      case ConnectFailed _, Abandoned _ -> of(last);
    };
  }

  /** Whether an answer of {@code status} says that nobody could do the work. */
  public static boolean isUnserved(int status) {
    return status >= 502 && status <= 504;
  }

  /** Whether an answer of {@code status} is a failure of the server. */
  static boolean isFailure(int status) {
    return status >= 500 && status != 501 && status != 505;
  }
}
