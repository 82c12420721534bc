package io.evenkeel.control.health;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.server.ServerState;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What traffic decided: who is ejected stays so for what was left of it, and who was lately is not
 * taken for a beginner. A suspicion is looked into anew.
 */
final class HandedEjection implements Handed {
  private static final String TIMES = "times";
  private static final String AGE = "ago-nanos";
  private static final int MOST_TIMES = 1_000;

  @Override
  public String name() {
    return "ejection";
  }

  @Override
  public @Nullable JsonNode write(ServerState server, long nowNanos) {
    return switch (server.verdict().ejection()) {
      case Ejection.In in -> in(in, nowNanos);
      case Ejection.Suspected(Ejection.In before, long _) -> in(before, nowNanos);
      case Ejection.Ejected ejected ->
          written(ejected.times(), nowNanos - ejected.sinceNanos())
              .put("reason", ejected.reason().name())
              .put("why", ejected.why())
              .put("left-nanos", ejected.untilNanos() - nowNanos);
    };
  }

  private static @Nullable JsonNode in(Ejection.In in, long nowNanos) {
    return in.times() == 0 ? null : written(in.times(), nowNanos - in.sinceNanos());
  }

  private static ObjectNode written(int times, long agoNanos) {
    return JsonNodeFactory.instance.objectNode().put(TIMES, times).put(AGE, agoNanos);
  }

  @Override
  public void read(JsonNode written, ServerState server, long nowNanos) {
    int times = Math.clamp(written.path(TIMES).asInt(0), 0, MOST_TIMES);
    if (times == 0) {
      return;
    }
    long sinceNanos = nowNanos - written.path(AGE).asLong(0);
    String name = written.path("reason").asString("");
    Optional<Ejection.Reason> reason =
        Arrays.stream(Ejection.Reason.values()).filter(each -> each.name().equals(name)).findAny();
    long longest = 2 * Ejection.LONGEST.toNanos();
    long leftNanos = Math.clamp(written.path("left-nanos").asLong(0), 0, longest);
    server.ejection(
        reason.isPresent()
            ? new Ejection.Ejected(
                reason.get(),
                written.path("why").asString(""),
                times,
                sinceNanos,
                nowNanos + leftNanos)
            : new Ejection.In(times, sinceNanos),
        false,
        nowNanos);
  }
}
