package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.Event.Alarm.Severity;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.BreakerTerms;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What event loops do to breakers, and what the control loop tells of it. */
class BreakerWatchTest {
  private static final String SUBJECT = "server api/api-1";

  private final HealthWorld world = new HealthWorld();

  @BeforeEach
  void healthy() {
    world.guards(0.5, new OutlierPolicy.None()); // what fails is not ejected before
    world.apply(2, READY, ALIVE);
    world.pass(Duration.ofSeconds(7));
    world.server(1).absences().allow(1);
    world.events.clear();
  }

  /** A request as an event loop has it; the time is the world's. */
  private void request(int status) {
    ServerState server = world.server(1);
    long now = world.loop.nowNanos();
    if (server.tryStart(now)) {
      server.finished(new AttemptResult.Responded(status, 1), 0, now, now);
    }
  }

  private void requests(int count, int status) {
    for (int i = 0; i < count; i++) {
      request(status);
    }
  }

  @Test
  void tellsThatABreakerOpenedIsTriedAndClosed() {
    requests(10, 200);
    requests(10, 500);
    world.pass(Duration.ofMillis(300));
    String why = "10 of 20 requests failed, 0 were slow; tried again in 5 s";
    assertThat(world.events)
        .containsExactly(
            new Event.BreakerChanged(
                world.server(1).id(), BreakerMode.CLOSED, BreakerMode.OPEN, why),
            new Event.Alarm("breaker-open", true, Severity.WARNING, SUBJECT, why));
    world.events.clear();
    world.pass(Duration.ofSeconds(5));
    request(200);
    world.pass(Duration.ofMillis(300));
    assertThat(world.events)
        .containsExactly(
            new Event.BreakerChanged(
                world.server(1).id(),
                BreakerMode.OPEN,
                BreakerMode.HALF_OPEN,
                "its time is over: a few requests may try"));
    world.events.clear();
    requests(2, 200);
    world.pass(Duration.ofMillis(300));
    assertThat(world.events)
        .containsExactly(
            new Event.BreakerChanged(
                world.server(1).id(),
                BreakerMode.HALF_OPEN,
                BreakerMode.CLOSED,
                "requests flow again"),
            new Event.Alarm(
                "breaker-open", false, Severity.WARNING, SUBJECT, "requests flow again"));
  }

  @Test
  void aBreakerThatMayNotOpenIsAnAlarmOfItsOwn() {
    world.server(1).absences().allow(0);
    requests(20, 500);
    world.pass(Duration.ofMillis(300));
    assertThat(world.events)
        .containsExactly(
            new Event.Alarm(
                "breaker-held-closed",
                true,
                Severity.WARNING,
                SUBJECT,
                "too many requests fail, but too many servers are away already"));
    world.events.clear();
    world.pass(Duration.ofSeconds(10));
    assertThat(world.events)
        .containsExactly(
            new Event.Alarm(
                "breaker-held-closed",
                false,
                Severity.WARNING,
                SUBJECT,
                "its requests fail no longer, or it may be away"));
  }

  @Test
  void callsAServerBackWhenItMayBeAwayNoLonger() {
    requests(20, 500);
    assertThat(world.server(1).breaker().mode()).isEqualTo(BreakerMode.OPEN);
    world.server(1).absences().allow(0);
    world.pass(Duration.ofMillis(300));
    assertThat(world.server(1).breaker().mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(world.server(1).absences().taken()).isZero();
  }

  @Test
  void tellsOfThePoolAsCritical() {
    var breaker = world.pool().breaker();
    breaker.configure(BreakerTerms.ofPool(BreakerPolicy.DEFAULT));
    long now = world.loop.nowNanos();
    for (int i = 0; i < 20; i++) {
      breaker.ended(true, 0, now, now);
    }
    world.pass(Duration.ofMillis(300));
    String why = "20 of 20 requests failed, 0 were slow; tried again in 5 s";
    assertThat(world.events)
        .containsExactly(
            new Event.PoolBreakerChanged(
                world.pool().pool().name(), BreakerMode.CLOSED, BreakerMode.OPEN, why),
            new Event.Alarm("pool-breaker-open", true, Severity.CRITICAL, "pool api", why));
  }
}
