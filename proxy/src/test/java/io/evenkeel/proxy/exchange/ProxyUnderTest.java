package io.evenkeel.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.core.runtime.Canary;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.SigningKey;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.ServerTotals;
import io.evenkeel.core.time.SeededRandom;
import io.evenkeel.proxy.ProxyOptions;
import io.evenkeel.proxy.ProxyServer;
import io.evenkeel.proxy.listen.Transport;
import io.evenkeel.proxy.overload.OverloadWatch;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real data plane on loopback with one event loop, scripted servers behind it and raw clients
 * before it. After every test it checks that no request holds a slot at any server; together with
 * {@code LeakCheck}, that no buffer is left and no error was logged.
 */
final class ProxyUnderTest implements AfterEachCallback {
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final ServerRegistry registry = new ServerRegistry();
  private SigningKey stickySecret = key("of the test alone");
  private final SnapshotCompiler compiler =
      new SnapshotCompiler(registry, new SeededRandom(7), _ -> stickySecret);
  private @Nullable SnapshotPublisher publisher;
  private @Nullable ProxyServer proxy;

  /** Signs sticky cookies with {@code secret}; to be said before the start. */
  ProxyUnderTest stickySecret(String secret) {
    stickySecret = key(secret);
    return this;
  }

  private static SigningKey key(String secret) {
    return new SigningKey(secret.getBytes(StandardCharsets.UTF_8), "");
  }

  /** Starts a server that the test's end stops. */
  RawServer server(RawServer.Script script) {
    return keep(RawServer.start(script));
  }

  /** Starts the proxy; once per test. */
  ProxyUnderTest start(TestConfig config) {
    return start(config, _ -> OverloadReadings.NONE);
  }

  /** Starts the proxy, which believes what {@code own} reads of its own resources. */
  ProxyUnderTest start(TestConfig config, OverloadWatch.Readings own) {
    Snapshot first = compile(config);
    publisher = new SnapshotPublisher(first);
    ProxyOptions options = new ProxyOptions(Transport.best(), 1, "test");
    proxy = new ProxyServer(options, publisher, new SeededRandom(11), _ -> own);
    open(first);
    return this;
  }

  /** Serves {@code config} from now on. */
  void reload(TestConfig config) {
    Snapshot next = compile(config);
    Objects.requireNonNull(publisher).publish(next);
    open(next);
  }

  /** Serves {@code config} to a share of the clients from now on. */
  Canary canary(TestConfig config, double share) {
    Snapshot next = compile(config);
    assertThat(proxy().prepare(next)).isEmpty();
    return Objects.requireNonNull(publisher).canary(next, share);
  }

  /** Gives a canary up. */
  void endCanary() {
    assertThat(Objects.requireNonNull(publisher).endCanary()).isNotNull();
    proxy().published(publisher.current());
  }

  /** Serves what a canary was served from to everybody. */
  void commit(Canary canary) {
    assertThat(Objects.requireNonNull(publisher).publish(canary.snapshot())).isNotNull();
    open(canary.snapshot());
  }

  private Snapshot compile(TestConfig config) {
    Snapshot previous = snapshots.isEmpty() ? null : snapshots.getLast();
    Snapshot next =
        compiler.compile(snapshots.size() + 1, config.build(), previous, System.nanoTime());
    snapshots.add(next);
    return next;
  }

  private void open(Snapshot snapshot) {
    assertThat(proxy().prepare(snapshot)).isEmpty();
    proxy().published(snapshot);
  }

  ProxyServer proxy() {
    return Objects.requireNonNull(proxy, "not started");
  }

  /** The port of the listener. */
  int port() {
    Listener web =
        Objects.requireNonNull(snapshots.getFirst().config().listeners().get(TestConfig.WEB));
    return ((InetSocketAddress) proxy().addresses(web).getFirst()).getPort();
  }

  /** The same from an address of its own, such as 127.7.0.1. */
  RawClient clientFrom(String address) {
    return keep(RawClient.connect(address, port(), DEADLINE));
  }

  /** A client that the test's end closes. */
  RawClient client() {
    return keep(RawClient.connect(port(), DEADLINE));
  }

  /** The n-th server of the first pool, from 1. */
  ServerState serverState(int n) {
    PoolRuntime pool = snapshots.getLast().pools().values().iterator().next();
    return pool.servers().get(n - 1);
  }

  /** The pool as it is served now. */
  PoolRuntime pool(String name) {
    return Objects.requireNonNull(snapshots.getLast().pools().get(new PoolName(name)));
  }

  /** The counts of the n-th server of the first pool, from 1. */
  ServerTotals totals(int n) {
    return serverState(n).totals();
  }

  /** Returns when the n-th server has {@code requests} in flight. */
  void awaitInFlight(int n, int requests) {
    await().atMost(DEADLINE).until(() -> serverState(n).inFlight() == requests);
  }

  <T extends AutoCloseable> T keep(T resource) {
    resources.push(resource);
    return resource;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
    if (proxy == null) {
      return;
    }
    try {
      Set<ServerState> servers = new HashSet<>();
      for (Snapshot snapshot : snapshots) {
        snapshot.pools().values().forEach(pool -> servers.addAll(pool.servers()));
      }
      await()
          .atMost(DEADLINE)
          .until(() -> servers.stream().allMatch(server -> server.inFlight() == 0));
      for (ServerState server : servers) {
        assertThat(server.breaker().triesUnderWay()).as("tries at %s", server).isZero();
      }
      assertThat(proxy.drain(DEADLINE)).as("connections of clients that have left").isZero();
    } finally {
      proxy.close();
    }
    snapshots.forEach(compiler::release);
    assertThat(registry.reap()).as("servers that somebody still refers to").isZero();
  }
}
