package io.evenkeel.control.health;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.server.ServerState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The verdicts of both checks with what was counted against them, and the last answer. Of a server
 * whose checks are not believed goes what holds, not what they say: whether traffic still speaks
 * for it, the new process has to see for itself.
 */
final class HandedHealth implements Handed {
  private static final String READINESS = "readiness";
  private static final String LIVENESS = "liveness";
  private static final String LAST = "last";

  @Override
  public String name() {
    return "health";
  }

  @Override
  public @Nullable JsonNode write(ServerState server, long nowNanos) {
    ServerHealth health = server.health();
    if (health.readiness() == null && health.liveness() == null) {
      return null;
    }
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    put(written, READINESS, health.readiness(), health.trusted(), nowNanos);
    put(written, LIVENESS, health.liveness(), health.trusted(), nowNanos);
    ProbeResult last = health.lastProbe();
    if (last != null) {
      written
          .putObject(LAST)
          .put("outcome", last.outcome().name())
          .put("answer", last.answer())
          .put("elapsed-nanos", last.elapsedNanos())
          .put("ago-nanos", nowNanos - health.lastProbeNanos());
    }
    return written;
  }

  private static void put(
      ObjectNode to, String name, @Nullable HealthState state, boolean trusted, long nowNanos) {
    if (state != null) {
      HealthState holds = trusted ? HealthState.presumedHealthy(state.sinceNanos()) : state;
      to.putObject(name)
          .put("health", holds.health().name())
          .put("streak", holds.streak())
          .put("ago-nanos", nowNanos - holds.sinceNanos());
    }
  }

  /** A check that one of the two does not have, or knows nothing of, stays as it is here. */
  @Override
  public void read(JsonNode written, ServerState server, long nowNanos) {
    ServerHealth now = server.health();
    ProbeResult last = last(written.path(LAST));
    server.health(
        new ServerHealth(
            state(written.path(READINESS), now.readiness(), nowNanos),
            state(written.path(LIVENESS), now.liveness(), nowNanos),
            last,
            last == null ? 0 : nowNanos - written.path(LAST).path("ago-nanos").asLong(0)));
  }

  private static @Nullable HealthState state(
      JsonNode written, @Nullable HealthState here, long nowNanos) {
    Health health = named(Health.values(), written.path("health"));
    return here == null || health == null
        ? here
        : new HealthState(
            health,
            Math.max(0, written.path("streak").asInt(0)),
            nowNanos - written.path("ago-nanos").asLong(0));
  }

  private static @Nullable ProbeResult last(JsonNode written) {
    ProbeOutcome outcome = named(ProbeOutcome.values(), written.path("outcome"));
    return outcome == null
        ? null
        : new ProbeResult(
            outcome, written.path("answer").asString(""), written.path("elapsed-nanos").asLong(0));
  }

  private static <E extends Enum<E>> @Nullable E named(E[] all, JsonNode name) {
    String wanted = name.asString("");
    return Arrays.stream(all).filter(each -> each.name().equals(wanted)).findFirst().orElse(null);
  }
}
