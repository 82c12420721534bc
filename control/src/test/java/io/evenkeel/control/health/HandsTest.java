package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandsTest {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(7);

  private final HealthWorld world = new HealthWorld();
  private final Hands hands = world.monitor.hands();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  private static HandOrder order(Hand.Kind kind, Duration length) {
    return new HandOrder(kind, "ana", "new disk", length, false);
  }

  private static HandOrder forced(Hand.Kind kind) {
    return new HandOrder(kind, "ana", "new disk", Duration.ZERO, true);
  }

  private void healthy(int servers) {
    world.apply(servers, READY, ALIVE);
    world.pass(LONG_ENOUGH);
    world.events.clear();
  }

  private HandRefused refused(String pool, String server, HandOrder order) {
    return Objects.requireNonNull(
        catchThrowableOfType(HandRefused.class, () -> hands.set(pool, server, order)));
  }

  @Test
  void aDrainedServerIsNoCandidateFromThatMomentUntilItIsReady() throws HandRefused {
    healthy(3);
    Hand hand = hands.set("api", "api-1", order(Hand.Kind.DRAINING, Duration.ZERO));
    assertThat(world.pool().isCandidate(world.server(1))).isFalse();
    assertThat(world.server(1).standing()).isEqualTo(Standing.DRAINING);
    assertThat(hands.all()).containsExactly(new LaidHand(world.server(1).id(), "api-1", hand));
    assertThat(hand.until()).isNull();

    hands.set("api", "api-1", new HandOrder(Hand.Kind.NONE, "ben", "done", Duration.ZERO, false));
    assertThat(world.pool().isCandidate(world.server(1))).isTrue();
    assertThat(hands.all()).isEmpty();
    assertThat(world.events)
        .containsExactly(
            new Event.HandChanged(world.server(1).id(), Hand.NONE, hand, "new disk"),
            new Event.HandChanged(world.server(1).id(), hand, Hand.NONE, "done"));
  }

  @Test
  void aHandEndsByItself() throws HandRefused {
    healthy(3);
    Instant before = Instant.now();
    Hand hand = hands.set("api", "api-1", order(Hand.Kind.MAINTENANCE, Duration.ofMinutes(10)));
    assertThat(hand.until())
        .isBetween(before.plusSeconds(600), Instant.now().plus(Duration.ofMinutes(10)));
    world.pass(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(world.server(1).standing()).isEqualTo(Standing.MAINTENANCE);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.server(1).standing()).isEqualTo(Standing.HEALTHY);
    assertThat(world.pool().isCandidate(world.server(1))).isTrue();
    assertThat(world.events)
        .endsWith(new Event.HandChanged(world.server(1).id(), hand, Hand.NONE, "its time is over"));
  }

  @Test
  void aNewHandTakesThePlaceOfTheOldAndOfItsTime() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Hand.Kind.DRAINING, Duration.ofSeconds(5)));
    hands.set("api", "api-1", order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    world.pass(Duration.ofMinutes(1));
    assertThat(world.server(1).standing()).isEqualTo(Standing.MAINTENANCE);
  }

  @Test
  void aServerMarkedHealthyServesThoughItsReadinessFailsButNotWhenDead() throws HandRefused {
    healthy(3);
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);
    assertThat(world.pool().isCandidate(world.server(1))).isFalse();
    Hand hand = hands.set("api", "api-1", order(Hand.Kind.FORCED_HEALTHY, Duration.ZERO));
    assertThat(hand.until()).as("never without an end").isNotNull();
    assertThat(world.pool().isCandidate(world.server(1))).isTrue();
    world.prober.tcp(address(1), FAIL, "connection refused");
    world.pass(LONG_ENOUGH);
    assertThat(world.pool().isCandidate(world.server(1))).isFalse();
  }

  @Test
  void checksOfAServerInMaintenanceAreNoNews() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    world.events.clear();
    world.prober.http(address(1), FAIL, "connection refused");
    world.prober.tcp(address(1), FAIL, "connection refused");
    world.pass(LONG_ENOUGH);
    assertThat(world.events).isEmpty();
    assertThat(Objects.requireNonNull(world.server(1).health().lastProbe()).outcome())
        .isEqualTo(FAIL);
  }

  @Test
  void whoeverWaitsForADeadServerInMaintenanceIsTold() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    assertThat(world.server(1).tryStart(0)).isTrue();
    world.events.clear();
    world.prober.tcp(address(1), FAIL, "connection refused");
    world.pass(LONG_ENOUGH);
    assertThat(world.events).hasSize(1).allMatch(Event.ServerDied.class::isInstance);
  }

  private static HandOrder drain(Duration length, Duration deadline) {
    return new HandOrder(Hand.Kind.DRAINING, "ana", "new disk", length, deadline, false);
  }

  /** What was told to the witness, in order. */
  private List<String> witnessed() {
    List<String> told = new ArrayList<>();
    hands.witness(
        new HandWitness() {
          @Override
          public void expired(LaidHand hand) {
            told.add("expired " + hand.subject());
          }

          @Override
          public void drained(LaidHand hand, int requests) {
            told.add("drained " + hand.subject() + " " + requests);
          }
        });
    return told;
  }

  @Test
  void whatStillRunsAtTheDeadlineOfADrainIsBrokenOffAndCounted() throws HandRefused {
    healthy(3);
    List<String> told = witnessed();
    ServerState server = world.server(1);
    assertThat(server.tryStart(0)).isTrue();
    assertThat(server.tryStart(0)).isTrue();
    hands.set("api", "api-1", drain(Duration.ofMinutes(10), Duration.ofSeconds(30)));
    world.events.clear();
    world.pass(Duration.ofSeconds(29));
    assertThat(world.events).isEmpty();
    world.pass(Duration.ofSeconds(2));
    assertThat(world.events).containsExactly(new Event.DrainOver(server.id(), 2));
    assertThat(server.cutByDrain()).isEqualTo(2);
    assertThat(server.standing()).as("the drain itself goes on").isEqualTo(Standing.DRAINING);
    assertThat(told).containsExactly("drained api/api-1 2");
    world.pass(Duration.ofMinutes(10));
    assertThat(server.standing()).isEqualTo(Standing.HEALTHY);
    assertThat(told).containsExactly("drained api/api-1 2", "expired api/api-1");
  }

  @Test
  void whoTakesAHandOffTakesItsDeadlineOff() throws HandRefused {
    healthy(3);
    List<String> told = witnessed();
    ServerState server = world.server(1);
    assertThat(server.tryStart(0)).isTrue();
    hands.set("api", "api-1", drain(Duration.ZERO, Duration.ofSeconds(5)));
    hands.set("api", "api-1", new HandOrder(Hand.Kind.NONE, "ben", "done", Duration.ZERO, false));
    hands.set("api", "api-2", drain(Duration.ZERO, Duration.ofSeconds(5)));
    hands.set("api", "api-2", drain(Duration.ZERO, Duration.ZERO));
    world.pass(Duration.ofMinutes(1));
    assertThat(server.cutByDrain()).isZero();
    assertThat(told).isEmpty();
    assertThat(world.events).noneMatch(Event.DrainOver.class::isInstance);
  }

  @Test
  void aDeadlineThatMakesNoSenseIsRefused() {
    healthy(3);
    assertThat(refused("api", "api-1", drain(Duration.ZERO, Duration.ofSeconds(-1))))
        .hasMessageStartingWith("deadline: PT-1S (expected: above 0");
    assertThat(refused("api", "api-1", drain(Duration.ofSeconds(5), Duration.ofSeconds(5))))
        .hasMessageContaining("before the hand itself ends");
    HandOrder healthy =
        new HandOrder(
            Hand.Kind.FORCED_HEALTHY, "ana", "x", Duration.ZERO, Duration.ofSeconds(5), false);
    assertThat(refused("api", "api-1", healthy)).hasMessageContaining("only a drain");
  }

  /** As a start does it: before any server is known, and before anybody listens to the hands. */
  @Test
  void aNewProcessGoesOnWithTheHandsOfTheOld() {
    Instant now = Instant.now();
    ServerId first = new ServerId(new PoolName("api"), address(1));
    ServerId second = new ServerId(new PoolName("api"), address(2));
    Hand endless = new Hand(Hand.Kind.MAINTENANCE, "ana", "disk", null, 0);
    Hand minute =
        new Hand(
            Hand.Kind.DRAINING, "ben", "kernel", now.plusSeconds(60), 0, now.minusSeconds(5), 0);
    Hand over = new Hand(Hand.Kind.DRAINING, "cal", "net", now.minusSeconds(1), 0);
    ServerId third = new ServerId(new PoolName("api"), address(3));
    hands.restore(
        List.of(
            new LaidHand(first, "api-1", endless),
            new LaidHand(second, "api-2", minute),
            new LaidHand(third, "api-3", over)));
    world.apply(4, READY, ALIVE);
    List<String> told = witnessed();
    assertThat(told).containsExactly("expired api/api-3");
    world.pass(LONG_ENOUGH);
    assertThat(List.of(1, 2, 3, 4))
        .extracting(i -> world.server(i).standing())
        .containsExactly(
            Standing.MAINTENANCE, Standing.DRAINING, Standing.HEALTHY, Standing.HEALTHY);
    assertThat(world.pool().isCandidate(world.server(2))).isFalse();
    world.pass(Duration.ofSeconds(60));
    assertThat(world.server(1).standing()).isEqualTo(Standing.MAINTENANCE);
    assertThat(world.server(2).standing()).as("what was left of it").isEqualTo(Standing.HEALTHY);
    assertThat(told).containsExactly("expired api/api-3", "expired api/api-2");
    assertThat(hands.all()).extracting(LaidHand::subject).containsExactly("api/api-1");
  }

  @Test
  void aHandOfTheOldProcessOnAServerThatIsGoneWaitsForIt() {
    ServerId second = new ServerId(new PoolName("api"), address(2));
    hands.restore(
        List.of(new LaidHand(second, "api-2", new Hand(Hand.Kind.DRAINING, "ana", "x", null, 0))));
    world.apply(List.of(1, 3), READY, ALIVE);
    world.pass(LONG_ENOUGH);
    world.apply(List.of(1, 2, 3), READY, ALIVE);
    assertThat(world.server(2).standing()).isEqualTo(Standing.DRAINING);
  }

  /** It lies on the machine: a configuration without the server for a while does not lift it. */
  @Test
  void aHandStaysThroughReloads() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Hand.Kind.DRAINING, Duration.ofMinutes(1)));
    world.apply(List.of(2, 3), READY, NONE);
    world.apply(List.of(1, 2, 3), READY, NONE);
    world.pass(LONG_ENOUGH);
    assertThat(world.server(1).standing()).isEqualTo(Standing.DRAINING);
    assertThat(world.pool().isCandidate(world.server(1))).isFalse();
    world.pass(Duration.ofMinutes(1));
    assertThat(world.pool().isCandidate(world.server(1))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // servers, drained before: how many more may be
    "1, 0",
    "2, 1",
    "3, 1",
    "4, 2",
    "5, 2",
  })
  void asManyAreLeftAsTheGuardAsksFor(int servers, int allowed) throws HandRefused {
    healthy(servers);
    for (int i = 1; i <= allowed; i++) {
      hands.set("api", "api-" + i, order(Hand.Kind.DRAINING, Duration.ZERO));
    }
    String next = "api-" + (allowed + 1);
    HandRefused refused = refused("api", next, order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    assertThat(refused.kind()).isEqualTo(HandRefused.Kind.UNSAFE);
    assertThat(refused)
        .hasMessage(
            "pool api: without %s, %d of %d servers are healthy, min-healthy is 50%%: nothing was"
                + " done; force it if that is meant",
            next, servers - allowed - 1, servers);
    assertThat(world.server(allowed + 1).standing()).isEqualTo(Standing.HEALTHY);

    hands.set("api", next, forced(Hand.Kind.MAINTENANCE));
    assertThat(world.server(allowed + 1).standing()).isEqualTo(Standing.MAINTENANCE);
  }

  @Test
  void aServerWithoutTrafficMayAlwaysBeTakenOut() throws HandRefused {
    healthy(2);
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);
    hands.set("api", "api-1", order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    assertThat(refused("api", "api-2", order(Hand.Kind.DRAINING, Duration.ZERO)))
        .hasMessageContaining("0 of 2 servers are healthy");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    healthy(2);
    HandOrder drain = order(Hand.Kind.DRAINING, Duration.ZERO);
    assertThat(refused("web", "api-1", drain))
        .hasMessage("pool \"web\" does not exist; there is [api]");
    assertThat(refused("api", "api-9", drain))
        .hasMessage("pool api has no server \"api-9\"; there is [api-1, api-2]");
    assertThat(refused("api", "api-1", order(Hand.Kind.DRAINING, Duration.ofSeconds(-1))).kind())
        .isEqualTo(HandRefused.Kind.INVALID);
    HandOrder silent = new HandOrder(Hand.Kind.DRAINING, "ana", " ", Duration.ZERO, false);
    assertThat(refused("api", "api-1", silent)).hasMessageStartingWith("reason: empty");
  }
}
