package io.evenkeel.control.health;

import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.server.ServerState;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The circuit breaker of a server or a pool: what was left alone is left alone for as long as was
 * left of it, and an operator's word holds. Tries that were under way are made anew.
 */
final class HandedBreaker implements Handed {
  private static final String OPEN = "open";

  @Override
  public String name() {
    return "breaker";
  }

  @Override
  public @Nullable JsonNode write(ServerState server, long nowNanos) {
    return write(server.breaker(), nowNanos);
  }

  @Override
  public void read(JsonNode written, ServerState server, long nowNanos) {
    read(written, server.breaker(), nowNanos);
  }

  @Nullable JsonNode write(CircuitBreaker breaker, long nowNanos) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    return switch (breaker.mode()) {
      case CLOSED -> null;
      case OPEN, HALF_OPEN ->
          written
              .put("openings", breaker.openings())
              .put("left-nanos", breaker.waitNanos(nowNanos));
      case FORCED_OPEN -> forced(written.put(OPEN, true), breaker.forced(), nowNanos);
      case FORCED_CLOSED -> forced(written.put(OPEN, false), breaker.forced(), nowNanos);
    };
  }

  private static @Nullable JsonNode forced(
      ObjectNode written, @Nullable Forced forced, long nowNanos) {
    if (forced == null) {
      return null; // released this very moment
    }
    written.put("by", forced.by()).put("reason", forced.reason());
    if (forced.until() != null) {
      written
          .put("until", forced.until().toString())
          .put("left-nanos", forced.untilNanos() - nowNanos);
    }
    return written;
  }

  void read(JsonNode written, CircuitBreaker breaker, long nowNanos) {
    long leftNanos = written.path("left-nanos").asLong(0);
    if (written.has("openings")) {
      breaker.inherit(written.path("openings").asInt(1), leftNanos, nowNanos);
    } else if (written.has(OPEN)) {
      Forced forced =
          new Forced(
              written.path("by").asString(""),
              written.path("reason").asString(""),
              until(written),
              nowNanos + leftNanos);
      breaker.force(written.path(OPEN).asBoolean(false), forced);
    }
  }

  private static @Nullable Instant until(JsonNode written) {
    try {
      return written.has("until") ? Instant.parse(written.path("until").asString("")) : null;
    } catch (DateTimeException e) {
      return Instant.EPOCH; // its time is over by what is left of it, whatever it is called
    }
  }
}
