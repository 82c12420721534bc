package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static io.evenkeel.core.health.ProbeOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.resilience.ConcurrencyLimit;
import io.evenkeel.core.resilience.ServerSpeed;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Two worlds with clocks of their own: what one knows, the other goes on from. */
class HandedServersTest {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(7);
  private static final long SEED = 20261121;
  private static final int MUTILATIONS = 2_000;

  private final HealthWorld old = new HealthWorld();
  private final HealthWorld next = new HealthWorld();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(old.loop.failures() + next.loop.failures()).isZero();
  }

  /** One healthy, one unhealthy, one dead, one that has begun to fail. */
  private void live() {
    old.prober.http(address(2), FAIL, "503");
    old.prober.tcp(address(3), FAIL, "connection refused");
    old.apply(4, READY, ALIVE);
    old.pass(Duration.ofSeconds(30));
    old.prober.http(address(4), FAIL, "500");
    old.pass(Duration.ofMillis(2_100));
    assertThat(state(old.server(4)).streak()).isPositive();
  }

  private static HealthState state(ServerState server) {
    return Objects.requireNonNull(server.health().readiness());
  }

  private JsonNode written() {
    JsonNode document =
        HandedServers.write(old.snapshot(), old.monitor.hands(), old.loop.nowNanos());
    // As it comes over the wire.
    return JsonMapper.shared().readTree(document.toString());
  }

  private int hand(JsonNode document, int servers) {
    int[] known = new int[1];
    next.prober.hold(true); // no check of its own answers
    next.apply(
        servers,
        READY,
        ALIVE,
        snapshot ->
            known[0] = HandedServers.read(document, snapshot, next.monitor, next.loop.nowNanos()));
    return known[0];
  }

  @Test
  void verdictsStreaksAnswersAndAgesGoOn() {
    live();
    assertThat(hand(written(), 5)).isEqualTo(4);
    assertThat(List.of(next.health(1), next.health(2), next.health(3), next.health(4)))
        .containsExactly(Health.HEALTHY, Health.UNHEALTHY, Health.UNHEALTHY, Health.HEALTHY);
    assertThat(next.health(5)).as("new in the configuration").isEqualTo(Health.CHECKING);
    assertThat(next.server(3).health().dead()).isTrue();
    for (int i = 1; i <= 4; i++) {
      ServerState was = old.server(i);
      ServerState is = next.server(i);
      assertThat(state(is).streak()).isEqualTo(state(was).streak());
      assertThat(is.health().lastProbe()).isEqualTo(was.health().lastProbe());
      assertThat(next.loop.nowNanos() - is.health().lastProbeNanos())
          .isEqualTo(old.loop.nowNanos() - was.health().lastProbeNanos());
      assertThat(next.loop.nowNanos() - state(is).sinceNanos())
          .isEqualTo(old.loop.nowNanos() - state(was).sinceNanos());
      assertThat(next.loop.nowNanos() - is.warmingSinceNanos())
          .isEqualTo(old.loop.nowNanos() - was.warmingSinceNanos());
      assertThat(next.pool().isCandidate(is)).isEqualTo(old.pool().isCandidate(was));
    }
    assertThat(next.events).as("nothing has happened").isEmpty();
  }

  @Test
  void checksGoOnWhereTheyWere() {
    live();
    hand(written(), 4);
    next.prober.hold(false);
    // It had failed twice of three times at the most: one or two more, and it is out.
    next.prober.http(address(4), FAIL, "500");
    next.prober.http(address(2), PASS, "200");
    next.prober.held.forEach(
        probe -> probe.answer(probe.server().equals(address(4)) ? FAIL : PASS, "x"));
    next.pass(LONG_ENOUGH);
    assertThat(next.health(4)).isEqualTo(Health.UNHEALTHY);
    assertThat(next.health(2)).isEqualTo(Health.HEALTHY);
    assertThat(next.health(1)).isEqualTo(Health.HEALTHY);
  }

  @Test
  void handsGoOnAndEndWhenTheyWouldHave() throws HandRefused {
    old.apply(5, READY, ALIVE);
    old.pass(LONG_ENOUGH);
    Hands hands = old.monitor.hands();
    hands.set(
        "api",
        "api-1",
        new HandOrder(
            Hand.Kind.DRAINING,
            "ana",
            "new disk",
            Duration.ofMinutes(10),
            Duration.ofMinutes(8),
            false));
    hands.set("api", "api-2", order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    hands.set("api", "api-5", order(Hand.Kind.MAINTENANCE, Duration.ZERO));
    old.apply(4, READY, ALIVE); // api-5 is missing, its hand is not
    old.pass(Duration.ofMinutes(4));
    hand(written(), 4);
    assertThat(next.server(1).standing()).isEqualTo(Standing.DRAINING);
    assertThat(next.server(1).hand().deadline()).isEqualTo(old.server(1).hand().deadline());
    assertThat(next.server(1).hand().deadlineNanos() - next.loop.nowNanos())
        .isEqualTo(old.server(1).hand().deadlineNanos() - old.loop.nowNanos());
    assertThat(next.server(2).standing()).isEqualTo(Standing.MAINTENANCE);
    assertThat(next.server(2).hand().by()).isEqualTo("ana");
    assertThat(next.monitor.hands().all())
        .extracting(LaidHand::subject)
        .isEqualTo(old.monitor.hands().all().stream().map(LaidHand::subject).toList());
    next.apply(5, READY, ALIVE);
    assertThat(next.server(5).standing()).isEqualTo(Standing.MAINTENANCE);
    next.pass(Duration.ofMinutes(6).minusSeconds(1));
    assertThat(next.server(1).hand().kind()).isEqualTo(Hand.Kind.DRAINING);
    next.pass(Duration.ofSeconds(2));
    assertThat(next.server(1).hand()).isEqualTo(Hand.NONE);
    assertThat(next.server(2).standing()).isEqualTo(Standing.MAINTENANCE);
  }

  private static HandOrder order(Hand.Kind kind, Duration length) {
    return new HandOrder(kind, "ana", "new disk", length, true);
  }

  @Test
  void whoIsEjectedStaysSoForWhatWasLeft() {
    old.apply(4, READY, ALIVE);
    old.pass(LONG_ENOUGH);
    Ejection.Ejected ejected = eject(old.server(2), Duration.ofSeconds(30));
    old.pass(Duration.ofSeconds(10));
    hand(written(), 4);
    assertThat(next.server(2).standing()).isEqualTo(Standing.EJECTED);
    assertThat(next.pool().isCandidate(next.server(2))).isFalse();
    assertThat(next.server(2).absences().taken()).as("it counts as away").isEqualTo(1);
    assertThat(next.server(2).verdict().ejection())
        .isInstanceOfSatisfying(
            Ejection.Ejected.class,
            is -> {
              assertThat(is.why()).isEqualTo(ejected.why());
              assertThat(is.times()).isEqualTo(3);
            });
    next.pass(Duration.ofSeconds(19));
    assertThat(next.server(2).standing()).isEqualTo(Standing.EJECTED);
    next.pass(Duration.ofSeconds(2));
    assertThat(next.server(2).standing()).isEqualTo(Standing.HEALTHY);
    assertThat(next.server(2).absences().taken()).isZero();
    // Not taken for a beginner: the next one is longer.
    assertThat(next.server(2).verdict().ejection())
        .isInstanceOfSatisfying(Ejection.In.class, in -> assertThat(in.times()).isEqualTo(3));
  }

  private Ejection.Ejected eject(ServerState server, Duration length) {
    long now = old.loop.nowNanos();
    Ejection.Ejected ejected =
        new Ejection.Ejected(
            Ejection.Reason.FAILURE_RATE, "6 of 10 failed", 3, now, now + length.toNanos());
    server.ejection(ejected, true, now);
    return ejected;
  }

  @Test
  void whatWasLearnedOfItsLimitGoesOn() {
    old.apply(2, READY, NONE);
    ServerSpeed speed = new ServerSpeed(4e6, 5e6, 4.5e6, 7.5, 9, 1_900, 2_000);
    ConcurrencyLimit learned = ConcurrencyLimit.resumed(false, 17.5, speed);
    old.server(1).adaptive(true);
    old.server(1).resumeLimit(learned);
    JsonNode document = written();
    hand(document, 2);
    next.server(1).adaptive(true);
    next.server(2).adaptive(true);
    HandedServers.read(document, next.snapshot(), next.monitor, next.loop.nowNanos());
    assertThat(next.server(1).learnedLimit()).isEqualTo(learned);
    assertThat(next.server(1).limit()).isEqualTo(17);
  }

  /** A check that only one of the two has is not made up, and not lost. */
  @Test
  void anotherPolicyKeepsToItself() {
    old.apply(2, READY, NONE);
    old.pass(LONG_ENOUGH);
    hand(written(), 2);
    assertThat(state(next.server(1)).health()).isEqualTo(Health.HEALTHY);
    assertThat(Objects.requireNonNull(next.server(1).health().liveness()).health())
        .isEqualTo(Health.CHECKING);
  }

  @Test
  void ofAnotherVersionWhatIsKnownIsTakenAndNothingElse() {
    live();
    JsonNode document = written();
    for (JsonNode entry : document.path("servers")) {
      ((ObjectNode) entry).putObject("telepathy").put("strength", 7);
      ((ObjectNode) entry).remove("warm-up");
    }
    ((ArrayNode) document.path("servers")).addObject().put("name", "of another kind");
    assertThat(hand(document, 4)).isEqualTo(4);
    assertThat(next.health(2)).isEqualTo(Health.UNHEALTHY);
  }

  /** Whatever arrives: servers are in some state that they could have got into, and are checked. */
  @Test
  void garbageDoesNoHarm() {
    live();
    String text = written().toString();
    List<MatchResult> values =
        Pattern.compile(":(\"[^\"]*\"|-?\\d+|\\{\\})").matcher(text).results().toList();
    Random random = new Random(SEED);
    List<String> pieces =
        List.of("null", "-1", "\"\"", "[]", "{}", "9e99", "\"HEALTHY\"", "true", "\"?\"");
    for (int i = 0; i < MUTILATIONS; i++) {
      MatchResult victim = values.get(random.nextInt(values.size()));
      String bad =
          text.substring(0, victim.start(1))
              + pieces.get(random.nextInt(pieces.size()))
              + text.substring(victim.end(1));
      HealthWorld world = new HealthWorld();
      JsonNode document = JsonMapper.shared().readTree(bad);
      world.apply(
          4,
          READY,
          ALIVE,
          snapshot -> HandedServers.read(document, snapshot, world.monitor, world.loop.nowNanos()));
      assertThat(world.loop.failures()).as("seed %d, case %d: %s", SEED, i, bad).isZero();
      for (int server = 1; server <= 4; server++) {
        assertThat(world.server(server).health().readiness()).isNotNull();
      }
    }
  }
}
