package io.evenkeel.app.upgrade;

import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is said between two processes of a balancer, and by whoever asks for an upgrade. Any thread.
 *
 * <pre>
 * new  take-over  protocol, version, transport
 * old  offer      protocol, version, sockets[], state; then a descriptor for each socket
 * new  ready                        everything is prepared, nothing is accepted yet
 * old  yours      state             the admin listener is closed, nothing is decided here any more
 * new  serving                      connections are accepted
 * old  bye                          no way back from here: the old one drains
 *
 * new  give-up    reason            in place of ready or serving
 * old  kept       reason            in place of anything: the old one goes on
 *
 * operator  upgrade  seconds
 * old       upgraded pid, version   or kept
 * </pre>
 *
 * Fields that one side does not know are left aside, so that both may grow; the number of the
 * protocol changes when the order of steps does.
 */
final class Message {
  static final int PROTOCOL = 1;

  static final String TAKE_OVER = "take-over";
  static final String OFFER = "offer";
  static final String READY = "ready";
  static final String YOURS = "yours";
  static final String SERVING = "serving";
  static final String BYE = "bye";
  static final String GIVE_UP = "give-up";
  static final String KEPT = "kept";
  static final String UPGRADE = "upgrade";
  static final String UPGRADED = "upgraded";

  private static final String SAY = "say";
  private static final String REASON = "reason";

  private Message() {}

  static ObjectNode of(String what) {
    return JsonNodeFactory.instance.objectNode().put(SAY, what);
  }

  static ObjectNode of(String what, String reason) {
    return of(what).put(REASON, reason);
  }

  static String what(JsonNode message) {
    return message.path(SAY).asString("");
  }

  static String reason(JsonNode message) {
    return message.path(REASON).asString("no reason given");
  }

  /** The next message, which must be {@code expected}; a refusal of the other side is a failure. */
  static JsonNode expect(UnixStream from, String expected) throws IOException, HandoverFailure {
    JsonNode message = from.receive();
    String what = what(message);
    if (what.equals(expected)) {
      return message;
    }
    throw new HandoverFailure(
        what.equals(KEPT) || what.equals(GIVE_UP)
            ? reason(message)
            : "process "
                + from.peer().pid()
                + " said \""
                + what
                + "\" (expected: "
                + expected
                + ")");
  }
}
