package io.evenkeel.control.health;

import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operator's hand: a server that was drained stays drained, for as long as was said. */
final class HandedHand implements Handed {
  @Override
  public String name() {
    return "hand";
  }

  @Override
  public @Nullable JsonNode write(ServerState server, long nowNanos) {
    return server.hand().kind() == Hand.Kind.NONE ? null : write(server.hand(), nowNanos);
  }

  JsonNode write(Hand hand, long nowNanos) {
    ObjectNode written =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", hand.kind().name())
            .put("by", hand.by())
            .put("reason", hand.reason());
    if (hand.until() != null) {
      written.put("until", hand.until().toString()).put("left-nanos", hand.untilNanos() - nowNanos);
    }
    if (hand.deadline() != null) {
      written
          .put("deadline", hand.deadline().toString())
          .put("deadline-left-nanos", hand.deadlineNanos() - nowNanos);
    }
    return written;
  }

  @Override
  public void read(JsonNode written, ServerState server, long nowNanos) {
    String kind = written.path("kind").asString("");
    Arrays.stream(Hand.Kind.values())
        .filter(each -> each.name().equals(kind) && each != Hand.Kind.NONE)
        .findFirst()
        .ifPresent(each ->
            server.hand(
                new Hand(
                    each,
                    written.path("by").asString(""),
                    written.path("reason").asString(""),
                    moment(written, "until"),
                    nowNanos + written.path("left-nanos").asLong(0),
                    moment(written, "deadline"),
                    nowNanos + written.path("deadline-left-nanos").asLong(0)),
                nowNanos));
  }

  private static @Nullable Instant moment(JsonNode written, String field) {
    try {
      return written.has(field) ? Instant.parse(written.path(field).asString("")) : null;
    } catch (DateTimeException e) {
      return Instant.EPOCH; // its time is over by what is left of it, whatever it is called
    }
  }
}
