package io.evenkeel.core.runtime;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.config;
import static io.evenkeel.core.Fixtures.pool;
import static io.evenkeel.core.Fixtures.readiness;
import static io.evenkeel.core.Fixtures.server;
import static io.evenkeel.core.Fixtures.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SnapshotCompilerTest {
  private final ServerRegistry registry = new ServerRegistry();
  private final SnapshotCompiler compiler = new SnapshotCompiler(registry, new SeededRandom(1));

  /** L5. */
  @Test
  void aNoOpChangeKeepsPoolsAndServers() {
    Snapshot first = compiler.compile(1, config(roundRobin(servers(3))), null, 0);
    Snapshot second = compiler.compile(2, config(roundRobin(servers(3))), first, 5);

    assertThat(api(second)).isSameAs(api(first));
    assertThat(registry.size()).isEqualTo(3);
  }

  /** L5. */
  @Test
  void aWeightChangeKeepsHealthLoadAndSlowStart() {
    Snapshot first = compiler.compile(1, config(roundRobin(servers(2))), null, 0);
    ServerState sick = api(first).servers().get(0);
    sick.health(readiness(Health.UNHEALTHY, 7));
    assertThat(sick.tryStart(8)).isTrue();

    Snapshot second =
        compiler.compile(2, config(roundRobin(List.of(server(0, 5), server(1, 1)))), first, 9);

    assertThat(api(second)).isNotSameAs(api(first));
    assertThat(api(second).servers()).containsExactlyElementsOf(api(first).servers());
    assertThat(sick.health().overall()).isEqualTo(Health.UNHEALTHY);
    assertThat(sick.inFlight()).isEqualTo(1);
    assertThat(sick.warmingSinceNanos()).isZero();
    assertThat(api(second).isCandidate(sick)).isFalse();
  }

  @Test
  void aNewServerIsCheckingIfItsPoolHasAReadinessCheck() {
    Pool plain = roundRobin(servers(1));
    Pool checked = checked(servers(2));
    Snapshot first = compiler.compile(1, config(plain), null, 0);
    Snapshot second = compiler.compile(2, config(checked), first, 1);

    assertThat(api(second).servers().get(0).health().overall()).isEqualTo(Health.HEALTHY);
    assertThat(api(second).servers().get(1).health().overall()).isEqualTo(Health.CHECKING);
    assertThat(api(second).isCandidate(api(second).servers().get(1))).isFalse();
  }

  @Test
  void aRemovedServerIsForgottenWhenItsLastRequestEnds() {
    Snapshot first = compiler.compile(1, config(roundRobin(servers(2))), null, 0);
    ServerState gone = api(first).servers().get(1);
    assertThat(gone.tryStart(0)).isTrue();
    Snapshot second = compiler.compile(2, config(roundRobin(servers(1))), first, 1);
    compiler.release(first);

    assertThat(registry.find(gone.id())).isSameAs(gone);
    gone.finished(OK, 0, 2);
    assertThat(registry.reap()).isZero();
    assertThat(registry.find(gone.id())).isNull();

    Snapshot third =
        compiler.compile(3, config(roundRobin(List.of(server(0, 1), server(9, 1)))), second, 3);
    assertThat(api(third).servers().get(1).slot()).isEqualTo(gone.slot());
    assertThat(registry.slots()).isEqualTo(2);
  }

  @Test
  void aSnapshotIsReleasedOnce() {
    Snapshot snapshot = compiler.compile(1, config(roundRobin(servers(2))), null, 0);
    compiler.release(snapshot);
    assertThat(registry.size()).isZero();
    assertThatThrownBy(() -> compiler.release(snapshot)).hasMessageContaining("revision 1");
  }

  @Test
  void limitsChangeWithPublicationNotWithCompilation() {
    Server narrow = new Server("s0", server(0, 1).address(), 1, "", 0, false, 7);
    Snapshot first = compiler.compile(1, config(roundRobin(servers(1))), null, 0);
    Snapshot second = compiler.compile(2, config(roundRobin(List.of(narrow))), first, 1);
    SnapshotPublisher publisher = new SnapshotPublisher(first);
    ServerState server = api(first).servers().get(0);

    assertThat(server.maxRequests()).isEqualTo(256);
    assertThat(publisher.publish(second)).isSameAs(first);
    assertThat(server.maxRequests()).isEqualTo(7);
    publisher.publish(first);
    assertThat(server.maxRequests()).isEqualTo(256);
  }

  @Test
  void acquireTakesTurns() {
    PoolRuntime api = api(compiler.compile(1, config(roundRobin(servers(3))), null, 0));
    Request request = new Request();
    List<ServerState> seen = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      seen.add(Objects.requireNonNull(api.acquire(request)));
    }
    assertThat(seen.subList(0, 3)).containsExactlyInAnyOrderElementsOf(api.servers());
    assertThat(seen.subList(3, 6)).isEqualTo(seen.subList(0, 3));
  }

  @Test
  void tenThousandPoolsCompileWithinASecond() {
    Pool[] pools = new Pool[10_000];
    for (int i = 0; i < pools.length; i++) {
      pools[i] = Pool.of(new PoolName("p" + i), servers(10));
    }
    // Time of this thread: what other tests do to the machine does not count.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    Snapshot first = compiler.compile(1, config(pools), null, 0);
    Duration cold = Duration.ofNanos(threads.getCurrentThreadCpuTime() - begin);

    assertThat(registry.size()).isEqualTo(100_000);
    assertThat(first.pools()).hasSize(10_000);
    assertThat(cold).isLessThan(Duration.ofSeconds(1));
  }

  private static Pool roundRobin(List<Server> servers) {
    return pool(new BalancePolicy.RoundRobin(), servers);
  }

  private static Pool checked(List<Server> servers) {
    Pool pool = Pool.of(API, servers);
    HealthCheck check = HealthCheck.Active.of(new ProbeKind.Tcp());
    return new Pool(
        API,
        servers,
        pool.balance(),
        pool.sticky(),
        new HealthPolicy(check, new HealthCheck.None()),
        pool.limits(),
        pool.retries(),
        pool.slowStart(),
        pool.timeouts(),
        pool.guards(),
        Protection.DEFAULT);
  }

  private static PoolRuntime api(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.pools().get(API));
  }
}
