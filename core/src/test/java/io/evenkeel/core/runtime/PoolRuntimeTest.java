package io.evenkeel.core.runtime;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.POLICIES;
import static io.evenkeel.core.Fixtures.config;
import static io.evenkeel.core.Fixtures.pool;
import static io.evenkeel.core.Fixtures.readiness;
import static io.evenkeel.core.Fixtures.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolRuntimeTest {
  private static final long SECOND = 1_000_000_000;
  private final Request request = new Request();

  static Stream<BalancePolicy> policies() {
    return POLICIES.stream();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everySlotIsFoundAndThenThePoolIsSaturated(BalancePolicy policy) {
    PoolRuntime api = runtime(policy, 5);
    int limit = api.pool().limits().requestsPerServer();
    for (int i = 0; i < 5 * limit; i++) {
      request.hash = i * 0x9e3779b97f4a7c15L;
      assertThat(api.acquire(request)).as("%s, request %d", policy, i).isNotNull();
    }
    assertThat(api.acquire(request)).isNull();
    assertThat(api.whyNot(request)).isEqualTo(Unavailable.SATURATED);
    api.servers().get(3).finished(OK, 0, 0);
    assertThat(api.acquire(request)).isSameAs(api.servers().get(3));
  }

  @Test
  void saysWhyThereIsNoServer() {
    PoolRuntime api = runtime(new BalancePolicy.PowerOfTwo(), 2);
    request.excluded.addAll(api.servers());
    assertThat(api.acquire(request)).isNull();
    assertThat(api.whyNot(request)).isEqualTo(Unavailable.ALL_TRIED);
    PoolRuntime none = runtime(new BalancePolicy.PowerOfTwo(), 0);
    assertThat(none.acquire(request)).isNull();
    assertThat(none.whyNot(request)).isEqualTo(Unavailable.NO_CANDIDATE);
  }

  @Test
  void rebuildFollowsHealth() {
    PoolRuntime api = runtime(new BalancePolicy.RoundRobin(), 3);
    ServerState sick = api.servers().get(1);
    sick.health(readiness(Health.UNHEALTHY, SECOND));
    api.rebuild(SECOND);
    assertThat(api.isCandidate(sick)).isFalse();
    assertThat(api.expectedShare(sick)).isZero();
    assertThat(api.expectedShare(api.servers().get(0))).isEqualTo(0.5);
    assertThat(api.mode()).isEqualTo(PoolMode.NORMAL);
    api.servers().get(0).health(readiness(Health.UNHEALTHY, SECOND));
    api.rebuild(2 * SECOND);
    assertThat(api.mode()).isEqualTo(PoolMode.PANIC);
    assertThat(api.reason())
        .isEqualTo("1 of 3 servers healthy, min-healthy is 50%; keep serving on 3");
  }

  @Test
  void aRecoveredServerRampsUpInSteps() {
    PoolRuntime api = runtime(new BalancePolicy.RoundRobin(), 2);
    ServerState server = api.servers().get(1);
    assertThat(api.isRampDue(10 * SECOND)).as("both warm up together").isFalse();
    server.health(readiness(Health.UNHEALTHY, 50 * SECOND));
    api.rebuild(50 * SECOND);
    server.health(readiness(Health.HEALTHY, 100 * SECOND));
    api.rebuild(100 * SECOND);
    assertThat(api.expectedShare(server)).isCloseTo(0.1 / 1.1, within(1e-6));
    assertThat(api.isRampDue(100 * SECOND + SECOND / 2)).isFalse();
    assertThat(api.isRampDue(115 * SECOND)).isTrue();
    api.rebuild(115 * SECOND);
    assertThat(api.expectedShare(server)).isCloseTo(0.55 / 1.55, within(1e-6));
    assertThat(api.isRampDue(131 * SECOND)).isTrue();
    api.rebuild(131 * SECOND);
    assertThat(api.expectedShare(server)).isEqualTo(0.5);
    assertThat(api.isRampDue(200 * SECOND)).isFalse();
  }

  @Test
  void whereKeysDecideThereIsNoRamp() {
    PoolRuntime api = runtime(new BalancePolicy.Maglev(new HashKey.Source()), 2);
    ServerState server = api.servers().get(1);
    server.health(readiness(Health.UNHEALTHY, 50 * SECOND));
    server.health(readiness(Health.HEALTHY, 100 * SECOND));
    api.rebuild(100 * SECOND);
    assertThat(api.expectedShare(server)).isEqualTo(0.5);
    assertThat(api.isRampDue(110 * SECOND)).isFalse();
  }

  /** L7, from many threads at once, while the control loop rebuilds. */
  @ParameterizedTest
  @MethodSource("policies")
  void inFlightIsZeroAfterAnySequence(BalancePolicy policy) throws InterruptedException {
    PoolRuntime api = runtime(policy, 4);
    int threads = 4;
    AtomicInteger running = new AtomicInteger(threads);
    CountDownLatch done = new CountDownLatch(threads);
    List<Thread> started = new ArrayList<>();
    for (int lane = 0; lane < threads; lane++) {
      int own = lane;
      started.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  traffic(api, own);
                } finally {
                  running.decrementAndGet();
                  done.countDown();
                }
              }));
    }
    long round = 0;
    while (running.get() > 0) {
      Health health = round % 2 == 0 ? Health.UNHEALTHY : Health.HEALTHY;
      api.servers().get((int) (round / 2 % 4)).health(readiness(health, round));
      api.rebuild(round++);
    }
    done.await();
    for (Thread thread : started) {
      thread.join();
    }
    long finished = 0;
    for (ServerState server : api.servers()) {
      assertThat(server.inFlight()).as("%s of %s", server, policy).isZero();
      finished += server.totals().finished();
    }
    assertThat(finished).isEqualTo(threads * 20_000L);
  }

  private static void traffic(PoolRuntime api, int lane) {
    SeededRandom random = new SeededRandom(lane);
    Request request = new Request();
    List<ServerState> open = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      request.nowNanos += 100_000;
      request.hash = random.nextLong();
      open.add(Objects.requireNonNull(api.acquire(request)));
      while (open.size() > random.nextInt(8)) {
        open.remove(random.nextInt(open.size())).finished(any(random), lane, request.nowNanos);
      }
    }
    for (ServerState server : open) {
      server.finished(OK, lane, request.nowNanos);
    }
  }

  private static AttemptResult any(SeededRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> new AttemptResult.Responded(200 + random.nextInt(400), random.nextInt(1 << 30));
      case 1 -> new AttemptResult.ConnectFailed(AttemptResult.ConnectFailure.REFUSED);
      case 2 -> new AttemptResult.ConnectFailed(AttemptResult.ConnectFailure.LOCAL);
      case 3 -> new AttemptResult.TimedOut(Phase.WAITING);
      case 4 -> new AttemptResult.Broken(Phase.SENDING);
      default -> new AttemptResult.Abandoned();
    };
  }

  private static PoolRuntime runtime(BalancePolicy policy, int count) {
    SnapshotCompiler compiler = new SnapshotCompiler(new ServerRegistry(), new SeededRandom(9));
    Snapshot snapshot = compiler.compile(1, config(pool(policy, servers(count))), null, 0);
    return Objects.requireNonNull(snapshot.pools().get(API));
  }
}
