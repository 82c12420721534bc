package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Breakers pass from one process to the next, each with a clock of its own. */
class HandedBreakerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long THERE = 7 * SECOND;
  private static final long HERE = -99 * SECOND;

  private final HandedBreaker part = new HandedBreaker();
  private final ServerState before = server();
  private final ServerState after = server();

  private static ServerState server() {
    ServerId id = new ServerId(new PoolName("api"), new HostPort("10.0.0.1", 80));
    return new ServerState(id, 0, 1, PoolState.fresh());
  }

  private void handOver() {
    JsonNode written = Objects.requireNonNull(part.write(before, THERE));
    part.read(written, after, HERE);
  }

  /** The process after {@code old}, with as many servers and a clock of its own. */
  private static HealthWorld successor(HealthWorld old, int servers) {
    JsonNode document =
        HandedServers.write(old.snapshot(), old.monitor.hands(), old.loop.nowNanos());
    HealthWorld next = new HealthWorld();
    next.apply(
        servers,
        READY,
        NONE,
        snapshot -> HandedServers.read(document, snapshot, next.monitor, next.loop.nowNanos()));
    return next;
  }

  @Test
  void nothingIsSaidOfAClosedOne() {
    assertThat(part.write(before, THERE)).isNull();
  }

  @Test
  void anOpenOneStaysOpenForWhatIsLeft() {
    before.breaker().inherit(3, 4 * SECOND, THERE - SECOND);
    handOver();
    assertThat(after.breaker().mode()).isEqualTo(BreakerMode.OPEN);
    assertThat(after.breaker().waitNanos(HERE)).isEqualTo(3 * SECOND);
    assertThat(after.breaker().openings()).isEqualTo(3);
    assertThat(after.absences().taken()).isEqualTo(1);
  }

  @Test
  void aHalfOpenOneIsTriedAtOnce() {
    before.breaker().inherit(1, 0, THERE);
    assertThat(before.breaker().tryStart(THERE)).isTrue();
    handOver();
    assertThat(after.breaker().admits(HERE)).isTrue();
    assertThat(after.breaker().triesUnderWay()).isZero();
  }

  @Test
  void anOperatorsWordHolds() {
    Instant until = Instant.parse("2030-01-01T00:00:00Z");
    before.breaker().force(true, new Forced("ana", "odd", until, THERE + 5 * SECOND));
    handOver();
    assertThat(after.breaker().mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    assertThat(after.breaker().forced())
        .isEqualTo(new Forced("ana", "odd", until, HERE + 5 * SECOND));
    before.breaker().force(false, new Forced("ben", "ours", null, 0));
    after.breaker().release();
    handOver();
    assertThat(after.breaker().mode()).isEqualTo(BreakerMode.FORCED_CLOSED);
  }

  /** A pool that serves nobody is not asked by everybody because of an upgrade. */
  @Test
  void thatOfAPoolGoesOnAsWell() {
    HealthWorld old = new HealthWorld();
    old.apply(2, READY, NONE);
    long then = old.loop.nowNanos();
    old.pool().breaker().inherit(2, 4 * SECOND, then);
    HealthWorld next = successor(old, 2);
    CircuitBreaker breaker = next.pool().breaker();
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
    assertThat(breaker.waitNanos(next.loop.nowNanos())).isEqualTo(4 * SECOND);
    assertThat(breaker.openings()).isEqualTo(2);
    next.pass(Duration.ofSeconds(5));
    assertThat(breaker.tryStart(next.loop.nowNanos())).isTrue();
  }

  @Test
  void theOperatorsWordOnAPoolGoesOnAndEnds() {
    HealthWorld old = new HealthWorld();
    old.apply(1, READY, NONE);
    long then = old.loop.nowNanos();
    Forced forced = new Forced("ana", "odd", Instant.EPOCH, then + SECOND);
    old.pool().breaker().force(true, forced);
    HealthWorld next = successor(old, 1);
    CircuitBreaker breaker = next.pool().breaker();
    next.pass(Duration.ofMillis(900));
    assertThat(breaker.mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    next.pass(Duration.ofMillis(200));
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(next.loop.failures()).isZero();
  }

  @Test
  void anInheritedWordEndsByItself() {
    HealthWorld world = new HealthWorld();
    world.apply(2, READY, ALIVE);
    long now = world.loop.nowNanos();
    ServerState server = world.server(1);
    server.breaker().force(true, new Forced("ana", "odd", Instant.EPOCH, now + SECOND));
    world.monitor.breakerHands().inherit(server.id(), server.breaker());
    world.pass(Duration.ofMillis(900));
    assertThat(server.breaker().mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    world.apply(2, READY, NONE);
    world.pass(Duration.ofMillis(200));
    assertThat(server.breaker().mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(world.loop.failures()).isZero();
  }
}
