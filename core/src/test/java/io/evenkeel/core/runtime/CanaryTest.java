package io.evenkeel.core.runtime;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.config;
import static io.evenkeel.core.Fixtures.server;
import static io.evenkeel.core.Fixtures.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryTest {
  private static final ListenerName WEB = new ListenerName("web");
  private static final ListenerName ADDED = new ListenerName("added");

  private final ServerRegistry registry = new ServerRegistry();
  private final SnapshotCompiler compiler = new SnapshotCompiler(registry, new SeededRandom(1));
  private final Snapshot base = compiler.compile(1, web(WEB, servers(2)), null, 0);
  private final SnapshotPublisher publisher = new SnapshotPublisher(base);

  private static Config web(ListenerName name, List<Server> servers) {
    Pool pool = Fixtures.pool(new BalancePolicy.RoundRobin(), servers);
    Listener listener =
        new Listener(
            name,
            List.of(),
            List.of(),
            ListenerLimits.DEFAULT,
            new AccessLog.None(),
            List.of(Route.to(API)));
    return config(listener, pool);
  }

  private static Server narrow() {
    return new Server("s0", server(0, 1).address(), 1, "", 0, false, 7);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5, 0.9, 1})
  void takesItsShareOfTheClientsAndAlwaysTheSame(double share) {
    Canary canary = publisher.canary(next(2), share);
    Canary again = new Canary(canary.snapshot(), share);
    int clients = 100_000;
    int taken = 0;
    for (int i = 0; i < clients; i++) {
      long client = Hashing.hash("10.1." + (i >> 8) + "." + (i & 255));
      assertThat(again.takes(client)).isEqualTo(canary.takes(client));
      taken += canary.takes(client) ? 1 : 0;
    }
    // Five standard deviations of a binomial distribution.
    double tolerance = 5 * Math.sqrt(share * (1 - share) / clients) + 1e-9;
    assertThat((double) taken / clients).isBetween(share - tolerance, share + tolerance);
  }

  @Test
  void theNextRolloutTriesOtherClients() {
    Canary one = new Canary(next(2), 0.1);
    Canary other = new Canary(next(3), 0.1);
    int both = 0;
    for (int i = 0; i < 100_000; i++) {
      long client = Hashing.hash("client-" + i);
      both += one.takes(client) && other.takes(client) ? 1 : 0;
    }
    assertThat(both).as("of 100,000; independent would be 1,000").isBetween(800, 1200);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
  void aShareIsAboveNothingAndUpToAll(double share) {
    assertThatThrownBy(() -> publisher.canary(next(2), share))
        .hasMessageContaining("canary share: " + share);
  }

  @Test
  void aClientSeesOneSideAndTheLimitsStayThoseOfTheBase() {
    Snapshot next = compiler.compile(2, web(WEB, List.of(narrow())), base, 1);
    Canary canary = publisher.canary(next, 0.5);
    Publication now = publisher.publication();
    ServerState shared = api(base).servers().get(0);

    assertThat(publisher.current()).isSameAs(base);
    assertThat(now.canary()).isSameAs(canary);
    assertThat(now.listener(WEB, true)).isSameAs(next.listeners().get(WEB));
    assertThat(now.listener(WEB, false)).isSameAs(base.listeners().get(WEB));
    assertThat(shared.maxRequests()).isEqualTo(256);

    assertThat(publisher.publish(next)).isSameAs(base);
    assertThat(shared.maxRequests()).isEqualTo(7);
    assertThat(publisher.publication().canary()).isNull();
  }

  @Test
  void listenersComeAndGoByFullPublicationOnly() {
    Snapshot next = compiler.compile(2, web(ADDED, servers(2)), base, 1);
    publisher.canary(next, 1);
    Publication now = publisher.publication();
    assertThat(now.listener(WEB, true)).isSameAs(base.listeners().get(WEB));
    assertThat(now.listener(ADDED, false)).isNull();
  }

  @Test
  void endingACanaryChangesNothingElse() {
    assertThat(publisher.endCanary()).isNull();
    Snapshot next = next(2);
    publisher.canary(next, 0.1);
    assertThatThrownBy(() -> publisher.canary(next, 0.1)).hasMessageContaining("revision 2 runs");
    assertThat(publisher.endCanary()).isSameAs(next);
    assertThat(publisher.publication()).isEqualTo(new Publication(base, null));
  }

  /** A server of the canary alone is forgotten with it, one of both is not. */
  @Test
  void aCanaryGivesBackWhatItTook() {
    Snapshot next = compiler.compile(2, web(WEB, servers(3)), base, 1);
    publisher.canary(next, 0.1);
    assertThat(registry.size()).isEqualTo(3);
    compiler.release(Objects.requireNonNull(publisher.endCanary()));
    assertThat(registry.size()).isEqualTo(2);
    assertThat(registry.find(api(base).servers().get(0).id())).isSameAs(api(base).servers().get(0));
  }

  @Test
  void requestsAreComparedBySideWhileACanaryRuns() {
    ListenerRuntime old = Objects.requireNonNull(base.listeners().get(WEB));
    assertThat(publisher.publication().sideOf(old)).isNull();
    Snapshot next = next(2);
    Canary canary = publisher.canary(next, 0.1);
    Publication now = publisher.publication();
    assertThat(now.sideOf(old)).isSameAs(canary.control());
    assertThat(now.sideOf(Objects.requireNonNull(next.listeners().get(WEB))))
        .isSameAs(canary.traffic());
    Snapshot stranger = next(3);
    assertThat(now.sideOf(Objects.requireNonNull(stranger.listeners().get(WEB)))).isNull();
  }

  private Snapshot next(long revision) {
    return compiler.compile(revision, web(WEB, servers(2)), base, 1);
  }

  private static PoolRuntime api(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.pools().get(API));
  }
}
