package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the monitor does while a canary runs, and while a rollback may come. */
class TwoSnapshotsTest {
  private static final HealthCheck WRONG = HealthCheck.Active.of(ProbeKind.Http.get("/wrong"));
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(7);

  private final HealthWorld world = new HealthWorld();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  private static PoolRuntime api(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.pools().get(new PoolName("api")));
  }

  @Test
  void serversOfTheCanaryAloneAreCheckedBeforeTheyGetTraffic() {
    world.apply(2, READY, NONE);
    world.pass(LONG_ENOUGH);
    Snapshot canary = world.compile(List.of(1, 2, 3), READY, NONE);
    world.prober.hold(true);
    world.beside(canary);

    assertThat(world.health(3)).isEqualTo(Health.CHECKING);
    assertThat(api(canary).isCandidate(world.server(1))).isTrue();
    assertThat(api(canary).isCandidate(world.server(3))).isFalse();

    world.prober.hold(false);
    world.pass(LONG_ENOUGH);
    assertThat(api(canary).isCandidate(world.server(3))).isTrue();
    assertThat(world.pool().isCandidate(world.server(3))).as("in the base").isFalse();
  }

  @Test
  void theOldChecksStayInPowerForServersOfBoth() {
    world.apply(2, READY, NONE);
    world.pass(LONG_ENOUGH);
    world.beside(world.compile(List.of(1, 2), WRONG, NONE));
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);
    assertThat(world.prober.sent).noneMatch(probe -> probe.check().equals(WRONG));
    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
  }

  @Test
  void bothSnapshotsFollowTheHealthAndItIsToldOnce() {
    world.apply(3, READY, NONE);
    world.pass(LONG_ENOUGH);
    Snapshot canary = world.compile(List.of(1, 2, 3, 4), READY, NONE);
    world.beside(canary);
    world.pass(LONG_ENOUGH);
    world.events.clear();
    world.prober.http(address(1), FAIL, "404");
    world.prober.http(address(2), FAIL, "404");
    world.pass(LONG_ENOUGH);

    assertThat(api(canary).isCandidate(world.server(1))).isFalse();
    assertThat(api(canary).isCandidate(world.server(4))).isTrue();
    assertThat(world.events.stream().filter(Event.PoolModeChanged.class::isInstance)).hasSize(1);
    assertThat(world.events.stream().filter(Event.HealthChanged.class::isInstance)).hasSize(2);
  }

  @Test
  void whatTheCanaryAloneHadIsForgottenWithIt() {
    world.apply(2, READY, NONE);
    world.pass(LONG_ENOUGH);
    Snapshot canary = world.compile(List.of(1, 2, 3), READY, NONE);
    world.beside(canary);
    world.pass(LONG_ENOUGH);
    int checks = world.prober.sent.size();
    world.beside(null);
    world.release(canary);
    world.pass(Duration.ofSeconds(20));
    // Two servers, every 2 s give or take a tenth: 18 to 23 probes; three would be 27 at least.
    assertThat(world.prober.sent.size() - checks).isBetween(16, 24);
  }

  /** The servers of the previous revision are known when a rollback needs them. */
  @Test
  void theSnapshotThatMayComeBackKeepsItsServersChecked() {
    world.apply(2, READY, NONE);
    world.pass(LONG_ENOUGH);
    Snapshot before = world.compile(List.of(1, 2), READY, NONE);
    world.apply(List.of(2, 3), READY, NONE);
    world.beside(before);
    world.pass(LONG_ENOUGH);
    assertThat(world.health(1)).isEqualTo(Health.HEALTHY);
    world.prober.http(address(1), FAIL, "connection refused");
    world.pass(LONG_ENOUGH);
    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
  }
}
