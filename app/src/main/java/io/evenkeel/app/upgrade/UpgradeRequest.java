package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Asks a running balancer to replace itself. */
public final class UpgradeRequest {
  /** The balancer gives up first. */
  private static final int MARGIN_SECONDS = 15;

  private UpgradeRequest() {}

  /** What came of it. */
  public sealed interface Result {
    /** Another process serves. */
    record Upgraded(long pid, String version) implements Result {}

    /**
     * The old one goes on.
     *
     * @param status with which the new one ended; -1: it did not, or was never started
     */
    record Kept(String reason, int status) implements Result {}
  }

  /**
   * Waits for the end of it.
   *
   * @param socket where the balancer waits: {@link Handover#path}
   * @param seconds that the new process may take until it serves
   * @throws HandoverFailure nobody can be asked
   */
  public static Result send(Path socket, int seconds) throws HandoverFailure {
    try (UnixStream stream = UnixStream.connect(socket)) {
      stream.patience(Duration.ofSeconds(seconds + MARGIN_SECONDS));
      JsonNode answer = Upgrades.ask(stream, seconds);
      return Message.what(answer).equals(Message.UPGRADED)
          ? new Result.Upgraded(answer.path("pid").asLong(), answer.path("version").asString(""))
          : new Result.Kept(Message.reason(answer), answer.path("status").asInt(-1));
    } catch (IOException e) {
      throw new HandoverFailure("the running balancer cannot be asked: " + e.getMessage(), e);
    }
  }
}
