package io.evenkeel.core.runtime;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.FAILED;
import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.POLICIES;
import static io.evenkeel.core.Fixtures.config;
import static io.evenkeel.core.Fixtures.pool;
import static io.evenkeel.core.Fixtures.servers;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.Outcome;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Breakers among the servers of a pool, and through changes of its configuration. */
class PoolBreakersTest {
  private static final long SECOND = 1_000_000_000;

  private final ServerRegistry registry = new ServerRegistry();
  private final SnapshotCompiler compiler = new SnapshotCompiler(registry, new SeededRandom(5));
  private final Request request = new Request();

  static Stream<BalancePolicy> policies() {
    return POLICIES.stream();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aServerBehindAnOpenBreakerIsNotPicked(BalancePolicy policy) {
    PoolRuntime api = serve(policy, 3);
    ServerState broken = open(api, 1);
    for (int i = 0; i < 300; i++) {
      ServerState picked = acquire(api, i);
      assertThat(picked).isNotSameAs(broken);
      Objects.requireNonNull(picked).finished(OK, 0, request.nowNanos);
    }
  }

  /** Two of three are away and the third is dead: one of the two is tried before its time. */
  @ParameterizedTest
  @MethodSource("policies")
  void inNeedOneIsTriedEarlyByAFewRequestsAtATime(BalancePolicy policy) {
    PoolRuntime api = serve(policy, 2);
    ServerState broken = open(api, 0);
    request.excluded.add(api.servers().get(1));
    for (int i = 0; i < 3; i++) {
      assertThat(acquire(api, i)).isSameAs(broken);
    }
    assertThat(acquire(api, 3)).isNull();
    assertThat(api.whyNot(request)).isEqualTo(Unavailable.BREAKER_OPEN);
  }

  @Test
  void whatIsForcedOpenIsNotTriedEvenInNeed() {
    PoolRuntime api = serve(new BalancePolicy.RoundRobin(), 1);
    ServerState only = api.servers().getFirst();
    only.breaker().force(true, new Forced("ana", "a test", null, 0));
    assertThat(acquire(api, 0)).isNull();
    assertThat(api.whyNot(request)).isEqualTo(Unavailable.BREAKER_OPEN);
    assertThat(api.waitNanos(request)).isZero();
  }

  @Test
  void aFullServerIsWaitedForThoughOthersAreAway() {
    PoolRuntime api = serve(new BalancePolicy.RoundRobin(), 2);
    open(api, 0);
    ServerState other = api.servers().get(1);
    other.maxRequests(1);
    assertThat(acquire(api, 0)).isSameAs(other);
    assertThat(acquire(api, 1)).isNull();
    assertThat(api.whyNot(request)).isEqualTo(Unavailable.SATURATED);
  }

  @Test
  void saysHowLongUntilSomebodyMayTry() {
    PoolRuntime api = serve(new BalancePolicy.RoundRobin(), 2);
    open(api, 0);
    request.nowNanos += 2 * SECOND;
    request.excluded.add(api.servers().get(1));
    assertThat(api.waitNanos(request)).isBetween(2 * SECOND, 3 * SECOND);
  }

  @Test
  void theLastServerStaysHoweverItFails() {
    PoolRuntime api = serve(new BalancePolicy.RoundRobin(), 1);
    ServerState only = api.servers().getFirst();
    only.absences().allow(0);
    for (int i = 0; i < 1_000; i++) {
      ServerState picked = acquire(api, i);
      assertThat(picked).isSameAs(only);
      only.finished(FAILED, 0, request.nowNanos);
    }
    assertThat(only.breaker().isHeldClosed(request.nowNanos)).isTrue();
  }

  @Test
  void openBreakersAreRecalledWhenTooManyAreAway() {
    PoolRuntime api = serve(new BalancePolicy.RoundRobin(), 3);
    api.servers().getFirst().absences().allow(2);
    ServerState first = open(api, 0);
    request.nowNanos += SECOND;
    ServerState second = open(api, 1);
    first.absences().allow(1);
    api.recallBreakers(request.nowNanos);
    assertThat(first.breaker().mode()).as("soonest back").isEqualTo(BreakerMode.CLOSED);
    assertThat(second.breaker().mode()).isEqualTo(BreakerMode.OPEN);
    first.absences().allow(0);
    api.recallBreakers(request.nowNanos);
    assertThat(second.breaker().mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(first.absences().taken()).isZero();
  }

  @Test
  void aReloadKeepsAnOpenBreakerAndAChangedPolicyComesWithPublication() {
    Pool api = pool(new BalancePolicy.RoundRobin(), servers(3));
    SnapshotPublisher publisher = new SnapshotPublisher(compile(config(api), null));
    PoolRuntime before = runtime(publisher.current());
    before.servers().getFirst().absences().allow(1);
    ServerState broken = open(before, 0);
    Snapshot off = compile(config(with(api, new BreakerPolicy.None())), publisher.current());
    assertThat(broken.breaker().mode()).as("only compiled").isEqualTo(BreakerMode.OPEN);
    assertThat(runtime(off).servers().getFirst()).isSameAs(broken);
    assertThat(runtime(off).breaker()).isSameAs(before.breaker());
    publisher.publish(off);
    assertThat(broken.breaker().mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(broken.absences().taken()).isZero();
  }

  @Test
  void aServerThatLeavesGivesItsAbsenceBack() {
    Pool three = pool(new BalancePolicy.RoundRobin(), servers(3));
    Snapshot before = compile(config(three), null);
    SnapshotPublisher publisher = new SnapshotPublisher(before);
    runtime(before).servers().getFirst().absences().allow(1);
    ServerState leaver = open(runtime(before), 2);
    Pool two = pool(new BalancePolicy.RoundRobin(), servers(2));
    publisher.publish(compile(config(two), before));
    assertThat(leaver.absences().taken()).as("it may come back").isEqualTo(1);
    compiler.release(before);
    assertThat(leaver.absences().taken()).isZero();
  }

  @Test
  void onlyWhatIsOfNoUseCountsForThePool() {
    assertThat(opensPool(new AttemptResult.Responded(500, 1))).isFalse();
    assertThat(opensPool(new AttemptResult.Responded(404, 1))).isFalse();
    assertThat(opensPool(new AttemptResult.Abandoned())).isFalse();
    assertThat(opensPool(new AttemptResult.Broken(AttemptResult.Phase.RECEIVING))).isFalse();
    assertThat(opensPool(new AttemptResult.TimedOut(AttemptResult.Phase.RECEIVING))).isFalse();
    assertThat(opensPool(new AttemptResult.ConnectFailed(AttemptResult.ConnectFailure.LOCAL)))
        .isFalse();
    assertThat(opensPool(new AttemptResult.Responded(502, 1))).isTrue();
    assertThat(opensPool(new AttemptResult.Responded(503, 1))).isTrue();
    assertThat(opensPool(new AttemptResult.Responded(504, 1))).isTrue();
    assertThat(opensPool(new AttemptResult.TimedOut(AttemptResult.Phase.WAITING))).isTrue();
    assertThat(opensPool(new AttemptResult.Broken(AttemptResult.Phase.SENDING))).isTrue();
    assertThat(opensPool(new AttemptResult.ConnectFailed(AttemptResult.ConnectFailure.REFUSED)))
        .isTrue();
  }

  private static boolean opensPool(AttemptResult last) {
    PoolBreakersTest fresh = new PoolBreakersTest();
    PoolRuntime api = fresh.serve(new BalancePolicy.RoundRobin(), 1);
    for (int i = 0; i < 50; i++) {
      api.requestEnded(Outcome.ofRequest(last), i, i);
    }
    return api.breaker().mode() == BreakerMode.OPEN;
  }

  private PoolRuntime serve(BalancePolicy policy, int count) {
    SnapshotPublisher publisher =
        new SnapshotPublisher(compile(config(pool(policy, servers(count))), null));
    PoolRuntime api = runtime(publisher.current());
    api.servers().getFirst().absences().allow(1);
    return api;
  }

  private Snapshot compile(Config config, @Nullable Snapshot before) {
    return compiler.compile(1, config, before, 0);
  }

  private static PoolRuntime runtime(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.pools().get(API));
  }

  private ServerState open(PoolRuntime pool, int index) {
    ServerState server = pool.servers().get(index);
    for (int i = 0; i < 20; i++) {
      assertThat(server.tryStart(request.nowNanos)).isTrue();
      server.finished(FAILED, 0, request.nowNanos);
    }
    assertThat(server.breaker().mode()).isEqualTo(BreakerMode.OPEN);
    return server;
  }

  private @Nullable ServerState acquire(PoolRuntime pool, int number) {
    request.nowNanos++;
    request.hash = number * 0x9e3779b97f4a7c15L;
    return pool.acquire(request);
  }

  private static Pool with(Pool pool, BreakerPolicy breaker) {
    return new Pool(
        pool.name(),
        pool.servers(),
        pool.balance(),
        pool.sticky(),
        pool.health(),
        pool.limits(),
        pool.retries(),
        pool.slowStart(),
        pool.timeouts(),
        pool.guards(),
        new Protection(new OutlierPolicy.None(), breaker, new HedgePolicy.None()));
  }
}
