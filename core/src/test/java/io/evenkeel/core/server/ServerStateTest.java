package io.evenkeel.core.server;

import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.readiness;
import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.Traffic;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerStateTest {
  private final ServerState server = state(0);

  @Test
  void countsByKindOfEndAndByLane() {
    end(new AttemptResult.Responded(200, 5_000_000), 0);
    end(new AttemptResult.Responded(204, 5_000_000), 3);
    end(new AttemptResult.Responded(404, 5_000_000), 3);
    end(new AttemptResult.Responded(503, 5_000_000), 1);
    end(new AttemptResult.ConnectFailed(ConnectFailure.REFUSED), 1);
    end(new AttemptResult.ConnectFailed(ConnectFailure.LOCAL), 1);
    end(new AttemptResult.TimedOut(Phase.WAITING), 1);
    end(new AttemptResult.Broken(Phase.RECEIVING), 1);
    end(new AttemptResult.Abandoned(), 1);
    assertThat(server.tryStart(0)).isTrue();

    ServerTotals totals = server.totals();
    assertThat(totals.started()).isEqualTo(10);
    assertThat(totals.finished()).isEqualTo(9);
    assertThat(totals.inFlight()).isEqualTo(1);
    assertThat(totals.responses(2)).isEqualTo(2);
    assertThat(totals.responses(4)).isEqualTo(1);
    assertThat(totals.responses(5)).isEqualTo(1);
    assertThat(totals.connectFailures()).isEqualTo(1);
    assertThat(totals.localFailures()).isEqualTo(1);
    assertThat(totals.timeouts()).isEqualTo(1);
    assertThat(totals.broken()).isEqualTo(1);
    assertThat(totals.abandoned()).isEqualTo(1);
    assertThat((double) totals.latencyNanos(0.5)).isCloseTo(5e6, within(0.4e6));
    assertThat(server.totals().latencyNanosSince(totals, 0.5)).isZero();
  }

  @Test
  void onlyTheServersOwnFailuresMakeItLookLoaded() {
    end(new AttemptResult.Abandoned(), 0);
    end(new AttemptResult.ConnectFailed(ConnectFailure.LOCAL), 0);
    end(new AttemptResult.Responded(404, 1), 0);
    end(new AttemptResult.Responded(501, 1), 0);
    assertThat(server.load(0)).isZero();
    end(new AttemptResult.Broken(Phase.WAITING), 0);
    assertThat(server.load(0)).isBetween(1.0, 3.0);
    for (int i = 0; i < 100; i++) {
      end(new AttemptResult.TimedOut(Phase.WAITING), 0);
    }
    assertThat(server.load(0)).isGreaterThan(10_000);
    for (int i = 0; i < 100; i++) {
      end(OK, 0);
    }
    assertThat(server.load(0)).isZero();
  }

  @Test
  void becomingHealthyBeginsTheSlowStart() {
    server.warmingSinceNanos(5);
    server.health(readiness(Health.HEALTHY, 6));
    assertThat(server.warmingSinceNanos()).as("was not unhealthy").isEqualTo(5);
    server.health(readiness(Health.UNHEALTHY, 7));
    server.health(readiness(Health.UNHEALTHY, 7));
    assertThat(server.warmingSinceNanos()).isEqualTo(5);
    server.health(readiness(Health.HEALTHY, 8));
    assertThat(server.warmingSinceNanos()).isEqualTo(8);
  }

  /** From many threads: never more than the limit, none lost, every count there in the end. */
  @Test
  void theLimitHoldsUnderContention() throws InterruptedException {
    int limit = 3;
    server.maxRequests(limit);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int lane = 0; lane < 6; lane++) {
      int own = lane;
      Runnable work =
          () -> {
            for (int i = 0; i < 50_000; i++) {
              if (server.tryStart(i)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                taken.incrementAndGet();
                inside.decrementAndGet();
                server.finished(OK, own, i);
              }
            }
          };
      threads.add(Thread.ofPlatform().start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, limit);
    assertThat(server.inFlight()).isZero();
    assertThat(server.totals().finished()).isEqualTo(taken.get());
    assertThat(server.totals().responses(2)).isEqualTo(taken.get());
  }

  private void end(AttemptResult result, int lane) {
    assertThat(server.tryStart(0)).isTrue();
    server.finished(result, lane, 0);
  }

  @Test
  void trafficTellsSuccessFromRejectionAndFailureOverAllLoops() {
    ServerState server = state(1);
    List<AttemptResult> results =
        List.of(
            new AttemptResult.Responded(200, 1),
            new AttemptResult.Responded(304, 1),
            new AttemptResult.Responded(404, 1),
            new AttemptResult.Responded(500, 1),
            new AttemptResult.ConnectFailed(ConnectFailure.REFUSED),
            new AttemptResult.ConnectFailed(ConnectFailure.LOCAL),
            new AttemptResult.TimedOut(Phase.WAITING),
            new AttemptResult.Broken(Phase.SENDING),
            new AttemptResult.Abandoned());
    for (int i = 0; i < results.size(); i++) {
      assertThat(server.tryStart(0)).isTrue();
      server.finished(results.get(i), i % 2, 0);
    }
    assertThat(server.tryStart(0)).isTrue();

    assertThat(server.traffic()).isEqualTo(new Traffic(2, 1, 4, 1, 1));
  }
}
