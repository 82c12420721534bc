package io.evenkeel.core.server;

import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.server.AttemptResult.Abandoned;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.AttemptResult.TimedOut;
import org.jspecify.annotations.Nullable;

/** From the end of one attempt to the reason for another. */
public final class Setback {
  private Setback() {}

  /**
   * The reason that {@code result} gives for another attempt; null when it gives none: the client
   * has part of an answer, or left, or has got what it asked for.
   */
  public static @Nullable RetryReason of(AttemptResult result) {
    return switch (result) {
      case ConnectFailed(ConnectFailure why) ->
          switch (why) {
            case REFUSED, UNREACHABLE -> RetryReason.REFUSED;
            // Out of descriptors or ports: trying on and on for free would not make it better.
            case TIMED_OUT, LOCAL -> RetryReason.CONNECT_TIMEOUT;
          };
      case Broken(Phase phase) -> phase == Phase.RECEIVING ? null : RetryReason.RESET;
      case TimedOut(Phase phase) -> phase == Phase.RECEIVING ? null : RetryReason.TIMEOUT;
      case Responded(int status, long _) -> status >= 500 ? RetryReason.STATUS : null;
      case Abandoned _ -> null;
    };
  }
}
