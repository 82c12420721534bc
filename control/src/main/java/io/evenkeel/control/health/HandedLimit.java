package io.evenkeel.control.health;

import io.evenkeel.core.resilience.ConcurrencyLimit;
import io.evenkeel.core.resilience.ServerSpeed;
import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The adaptive limit: what a server can bear need not be found out anew, by bearing it. */
final class HandedLimit implements Handed {
  private static final double MOST = 1e15;

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public @Nullable JsonNode write(ServerState server, long nowNanos) {
    ConcurrencyLimit learned = server.learnedLimit();
    if (learned == null) {
      return null;
    }
    ServerSpeed speed = learned.speed();
    return JsonNodeFactory.instance
        .objectNode()
        .put("starting", learned.phase() == ConcurrencyLimit.Phase.STARTING)
        .put("requests", learned.limit())
        .put("alone-nanos", speed.aloneNanos())
        .put("now-nanos", speed.nowNanos())
        .put("mean-nanos", speed.meanNanos())
        .put("worked", speed.worked())
        .put("needed", speed.needed())
        .put("rate", speed.rate())
        .put("best-rate", speed.bestRate());
  }

  @Override
  public void read(JsonNode written, ServerState server, long nowNanos) {
    if (written.path("requests").isNumber()) {
      server.resumeLimit(
          ConcurrencyLimit.resumed(
              written.path("starting").asBoolean(true),
              number(written, "requests"),
              new ServerSpeed(
                  number(written, "alone-nanos"),
                  number(written, "now-nanos"),
                  number(written, "mean-nanos"),
                  number(written, "worked"),
                  number(written, "needed"),
                  number(written, "rate"),
                  number(written, "best-rate"))));
    }
  }

  private static double number(JsonNode written, String name) {
    double value = written.path(name).asDouble(0);
    return Double.isNaN(value) ? 0 : Math.clamp(value, 0, MOST);
  }
}
