package io.evenkeel.control.health;

import io.evenkeel.core.server.ServerState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** When the server began to take traffic: its slow start goes on, and does not begin anew. */
final class HandedWarmUp implements Handed {
  private static final String AGE = "ago-nanos";

  @Override
  public String name() {
    return "warm-up";
  }

  @Override
  public JsonNode write(ServerState server, long nowNanos) {
    return JsonNodeFactory.instance.objectNode().put(AGE, nowNanos - server.warmingSinceNanos());
  }

  @Override
  public void read(JsonNode written, ServerState server, long nowNanos) {
    if (written.has(AGE)) {
      server.warmingSinceNanos(nowNanos - written.path(AGE).asLong(0));
    }
  }
}
