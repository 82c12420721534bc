package io.evenkeel.proxy.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.ProxyOptions;
import io.evenkeel.proxy.ProxyServer;
import io.evenkeel.proxy.listen.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A real proxy on a port of the system's choice, in front of real servers. One thread. */
final class ProxyUnderTest implements AutoCloseable {
  static final int HEADER_BYTES = 4096;
  static final int HEADERS = 100;

  private static final ListenerName WEB = new ListenerName("web");

  /** A case that leaves the proxy waiting for more is over after this. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ProxyServer proxy;
  private final int port;

  private ProxyUnderTest(ProxyServer proxy, int port) {
    this.proxy = proxy;
    this.port = port;
  }

  /** Everything goes to {@code server}. */
  static ProxyUnderTest before(int server) {
    return start(List.of(Route.to(new PoolName("a"))), Map.of("a", server), List.of());
  }

  /**
   * @param servers pool name to the port of its server
   */
  static ProxyUnderTest start(
      List<Route> routes, Map<String, Integer> servers, List<Cidr> trusted) {
    Map<PoolName, Pool> pools = new LinkedHashMap<>();
    servers.forEach((name, port) -> pools.put(new PoolName(name), pool(name, port)));
    Listener listener =
        new Listener(
            WEB,
            List.of(new BindAddress.Tcp("127.0.0.1", 0)),
            trusted,
            new ListenerLimits(
                20_000, 20_000, HEADER_BYTES, HEADERS, PATIENCE, PATIENCE, PATIENCE, 0),
            new AccessLog.None(),
            routes);
    Config config = new Config(new Admin.Off(), "", "", Map.of(WEB, listener), pools);
    RandomSource random = new SplittableRandom(1)::nextLong;
    RandomSource shared =
        () -> {
          synchronized (random) {
            return random.nextLong();
          }
        };
    Snapshot snapshot =
        new SnapshotCompiler(new ServerRegistry(), shared)
            .compile(1, config, null, System.nanoTime());
    ProxyServer proxy =
        new ProxyServer(
            new ProxyOptions(Transport.best(), 2, "test"), new SnapshotPublisher(snapshot), shared);
    if (!proxy.prepare(snapshot).isEmpty()) {
      throw new IllegalStateException("cannot bind");
    }
    proxy.published(snapshot);
    int port = ((InetSocketAddress) proxy.addresses(listener).getFirst()).getPort();
    return new ProxyUnderTest(proxy, port);
  }

  private static Pool pool(String name, int port) {
    Pool usual =
        Pool.of(new PoolName(name), List.of(Server.of(name, new HostPort("127.0.0.1", port))));
    return new Pool(
        usual.name(),
        usual.servers(),
        usual.balance(),
        usual.sticky(),
        usual.health(),
        usual.limits(),
        usual.retries(),
        usual.slowStart(),
        new Timeouts(Duration.ofSeconds(5), PATIENCE, Duration.ofSeconds(60)),
        usual.guards(),
        Protection.DEFAULT);
  }

  /** A connection on which every read has a deadline. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends {@code bytes} over a connection of its own, and returns all that comes back. */
  String exchange(byte[] bytes) throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes);
      socket.getInputStream().transferTo(answers);
    } catch (SocketException reset) {
      // A machine so busy that the proxy's patience ended before these bytes were sent.
      if (answers.size() > 0) {
        throw reset;
      }
    }
    return answers.toString(ISO_8859_1);
  }

  String exchange(String text) throws IOException {
    return exchange(text.getBytes(ISO_8859_1));
  }

  @Override
  public void close() {
    proxy.close();
  }
}
