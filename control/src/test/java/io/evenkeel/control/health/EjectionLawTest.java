package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Law L9: whatever happens, traffic never keeps more servers away than the limits allow, and what
 * is taken from the absences is what is away.
 */
class EjectionLawTest {
  private static final int CASES = 2_000;
  private static final int EVENTS = 25;
  private static final AttemptResult OK = new Responded(200, 2_000_000);
  private static final AttemptResult BROKEN = new Responded(500, 1_000_000);

  @Test
  void limitsHoldAfterAnySequenceOfEvents() throws HandRefused {
    long seed = 20_261_121;
    long ejections = 0;
    for (int number = 0; number < CASES; number++) {
      ejections += new Case(seed, number).run();
    }
    assertThat(ejections).as("the cases are about something").isGreaterThan(CASES);
  }

  /** One pool and what happens to it. */
  private static final class Case {
    private final String name;
    private final Random random;
    private final HealthWorld world = new HealthWorld();
    private List<Integer> numbers = new ArrayList<>();
    private double minHealthy;
    private double maxEjected;
    private HealthCheck readiness = READY;
    private boolean isOff;

    Case(long seed, int number) {
      name = "seed " + seed + ", case " + number;
      random = new Random(seed + number);
    }

    long run() throws HandRefused {
      configure();
      world.pass(Duration.ofMillis(1_500));
      long ejections = 0;
      StringBuilder story = new StringBuilder();
      for (int i = 0; i < EVENTS; i++) {
        story.append(event()).append(' ');
        world.pass(Duration.ofMillis(10));
        check(story);
      }
      for (int each : numbers) {
        for (Ejection.Reason reason : Ejection.Reason.values()) {
          ejections += world.server(each).verdict().ejections(reason);
        }
      }
      assertThat(world.loop.failures()).as(name).isZero();
      return ejections;
    }

    private void configure() {
      int size = 1 + random.nextInt(10);
      numbers = new ArrayList<>();
      for (int i = 1; i <= size; i++) {
        numbers.add(i);
      }
      minHealthy = random.nextInt(5) * 0.25;
      maxEjected = random.nextInt(4) * 0.33;
      isOff = random.nextInt(8) == 0;
      readiness = random.nextInt(4) == 0 ? NONE : READY;
      world.guards(
          minHealthy,
          isOff
              ? new OutlierPolicy.None()
              : new OutlierPolicy.Active(3, 0.5, Duration.ofSeconds(2), maxEjected));
      world.apply(numbers, readiness, random.nextBoolean() ? ALIVE : NONE);
    }

    private String event() throws HandRefused {
      int server = numbers.get(random.nextInt(numbers.size()));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> {
          world.requests(server, 4, BROKEN);
          return "fail:" + server;
        }
        case 4 -> {
          world.requests(server, 4, OK);
          return "well:" + server;
        }
        case 5 -> {
          boolean passes = random.nextBoolean();
          ProbeOutcome outcome = passes ? ProbeOutcome.PASS : ProbeOutcome.FAIL;
          world.prober.http(address(server), outcome, "said");
          world.prober.tcp(address(server), random.nextBoolean() ? outcome : ProbeOutcome.PASS, "");
          return (passes ? "pass:" : "sick:") + server;
        }
        case 6, 7 -> {
          world.pass(Duration.ofMillis(random.nextInt(2_500)));
          return "time";
        }
        case 8 -> {
          List<Hand.Kind> kinds = List.of(Hand.Kind.values());
          Hand.Kind kind = kinds.get(random.nextInt(kinds.size()));
          world
              .monitor
              .hands()
              .set("api", "api-" + server, new HandOrder(kind, "a", "b", Duration.ZERO, true));
          return kind + ":" + server;
        }
        default -> {
          if (random.nextInt(4) == 0) {
            configure();
            return "reload:" + numbers.size();
          }
          return "-";
        }
      }
    }

    private void check(StringBuilder story) {
      int all = 0;
      int healthy = 0;
      int away = 0;
      for (int number : numbers) {
        ServerState server = world.server(number);
        boolean serves = server.standing().admitsTraffic();
        boolean isHealthy = Standing.of(server.health(), server.hand()) == Standing.HEALTHY;
        all += serves ? 1 : 0;
        healthy += isHealthy ? 1 : 0;
        away += isHealthy && server.standing() == Standing.EJECTED ? 1 : 0;
      }
      String what = name + ": " + story + "away " + away + " of " + all + ", healthy " + healthy;
      if (away > 0) {
        assertThat(isOff).as(what).isFalse();
        assertThat(healthy - away).as(what).isPositive();
        assertThat((double) (healthy - away)).as(what).isGreaterThanOrEqualTo(minHealthy * all);
        assertThat((double) away).as(what).isLessThanOrEqualTo(Math.max(1, maxEjected * all));
      }
      int breakers = 0;
      for (int number : numbers) {
        breakers += world.server(number).breaker().mode().name().equals("CLOSED") ? 0 : 1;
      }
      int taken = world.server(numbers.getFirst()).absences().taken();
      assertThat(taken).as(what).isBetween(away, away + breakers);
      if (healthy > 0) {
        assertThat(world.pool().servers().stream().anyMatch(world.pool()::isCandidate))
            .as(what)
            .isTrue();
      }
    }
  }
}
