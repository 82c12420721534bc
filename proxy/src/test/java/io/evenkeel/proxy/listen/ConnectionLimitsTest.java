package io.evenkeel.proxy.listen;

import static io.evenkeel.proxy.listen.Net.ANY_PORT;
import static io.evenkeel.proxy.listen.Net.connect;
import static io.evenkeel.proxy.listen.Net.listener;
import static io.evenkeel.proxy.listen.Net.say;
import static io.evenkeel.proxy.listen.Net.tcp;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.stats.ListenerConnections;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens beyond the limits, on real sockets. */
@ParameterizedClass
@MethodSource("io.evenkeel.proxy.listen.ListenerSocketsTest#transports")
final class ConnectionLimitsTest {
  private final EventLoops loops;
  private final ListenerSockets sockets;
  private final ConcurrentMap<Integer, AtomicInteger> perLane = new ConcurrentHashMap<>();
  private final List<Socket> clients = new ArrayList<>();
  private final AtomicBoolean delays = new AtomicBoolean(true);

  ConnectionLimitsTest(Transport transport) {
    loops = transport.loops(3);
    sockets =
        new ListenerSockets(
            loops,
            (_, lane, channel) -> {
              assertThat(loops.loop(lane).inEventLoop()).isTrue();
              assertThat(channel.pipeline().names()).hasSize(1); // the tail: ours will be alone
              delays.set(!channel.config().getOption(ChannelOption.TCP_NODELAY));
              perLane.computeIfAbsent(lane, _ -> new AtomicInteger()).incrementAndGet();
              return new Net.Echo();
            });
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    await().atMost(10, SECONDS).until(() -> counts().open() == 0);
    sockets.retire(List.of());
    loops.close();
  }

  private BindAddress.Tcp serve(ListenerLimits limits) {
    Listener web = listener("web", limits, ANY_PORT);
    assertThat(sockets.bindNew(List.of(web))).isEmpty();
    sockets.open(List.of(web));
    return tcp(sockets.addresses(web).getFirst());
  }

  private ListenerConnections counts() {
    return sockets.connections().getFirst();
  }

  /** Whether a new connection from {@code from} is served, and not closed at once. */
  private boolean isServed(BindAddress.Tcp address, String from) throws IOException {
    Socket client =
        new Socket(
            InetAddress.getByName(address.host()), address.port(), InetAddress.getByName(from), 0);
    client.setSoTimeout(10_000);
    clients.add(client);
    try {
      return say(client, "x").equals("x");
    } catch (IOException _) {
      return false; // reset: it was closed before our byte came
    }
  }

  @Test
  void listenerTakesWhatItMayAndNoMore() throws IOException {
    BindAddress.Tcp address = serve(Net.limits(6, 100));
    for (int i = 0; i < 6; i++) {
      assertThat(isServed(address, "127.0.0.1")).isTrue();
    }
    assertThat(isServed(address, "127.0.0.1")).isFalse();
    assertThat(counts().open()).isEqualTo(6);
    assertThat(counts().refusedByLimit()).isOne();
    assertThat(perLane.values()).extracting(AtomicInteger::get).containsExactly(2, 2, 2);
    clients.removeFirst().close();
    await().atMost(10, SECONDS).until(() -> counts().open() == 5);
    assertThat(isServed(address, "127.0.0.1")).isTrue();
  }

  @Test
  void clientTakesWhatItMayAndOthersGoOn() throws IOException {
    BindAddress.Tcp address = serve(Net.limits(100, 2));
    assertThat(isServed(address, "127.0.0.1")).isTrue();
    assertThat(isServed(address, "127.0.0.1")).isTrue();
    assertThat(isServed(address, "127.0.0.1")).isFalse();
    assertThat(isServed(address, "127.0.0.2")).isTrue();
    assertThat(counts().refusedByClientLimit()).isOne();
    assertThat(counts().accepted()).isEqualTo(3);
  }

  @Test
  void newLimitsHoldFromTheReloadOnAndCountWhatIsOpen() throws IOException {
    BindAddress.Tcp address = serve(Net.limits(100, 100));
    assertThat(isServed(address, "127.0.0.1")).isTrue();
    assertThat(isServed(address, "127.0.0.1")).isTrue();
    Listener tighter = listener("web", Net.limits(100, 2), ANY_PORT);
    assertThat(sockets.bindNew(List.of(tighter))).isEmpty();
    sockets.open(List.of(tighter));
    assertThat(isServed(address, "127.0.0.1")).isFalse();
    assertThat(say(clients.getFirst(), "still here")).isEqualTo("still here");
  }

  @Test
  void connectionsAreWithoutDelay() throws IOException {
    BindAddress.Tcp address = serve(ListenerLimits.DEFAULT);
    try (Socket client = connect(address)) {
      assertThat(say(client, "x")).isEqualTo("x");
    }
    assertThat(delays).isFalse();
  }
}
