package io.evenkeel.proxy.listen;

import static io.evenkeel.proxy.listen.Net.ANY_PORT;
import static io.evenkeel.proxy.listen.Net.connect;
import static io.evenkeel.proxy.listen.Net.listener;
import static io.evenkeel.proxy.listen.Net.say;
import static io.evenkeel.proxy.listen.Net.tcp;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Binding and unbinding on real sockets, on every transport that works here. */
@ParameterizedClass
@MethodSource("transports")
final class ListenerSocketsTest {
  private final EventLoops loops;
  private final ListenerSockets sockets;

  ListenerSocketsTest(Transport transport) {
    loops = transport.loops(2);
    sockets = new ListenerSockets(loops, (_, _, _) -> new Net.Echo());
  }

  static List<Transport> transports() {
    return Arrays.stream(Transport.values()).filter(t -> t.unavailability() == null).toList();
  }

  @AfterEach
  void stop() {
    sockets.retire(List.of());
    loops.close();
  }

  private BindAddress.Tcp serve(Listener listener) {
    assertThat(sockets.bindNew(List.of(listener))).isEmpty();
    sockets.open(List.of(listener));
    return tcp(sockets.addresses(listener).getFirst());
  }

  @Test
  void acceptsOnlyOnceOpen() throws IOException {
    Listener web = listener("web", ANY_PORT);
    assertThat(sockets.bindNew(List.of(web))).isEmpty();
    try (Socket early = connect(tcp(sockets.addresses(web).getFirst()))) {
      early.setSoTimeout(50);
      assertThatThrownBy(() -> say(early, "hello"))
          .isInstanceOf(java.net.SocketTimeoutException.class);
      early.setSoTimeout(10_000);
      sockets.open(List.of(web));
      assertThat(early.getInputStream().readNBytes(5)).asString(US_ASCII).isEqualTo("hello");
    }
  }

  @Test
  void reloadKeepsTheSocketAndItsConnections() throws IOException {
    BindAddress.Tcp address = serve(listener("web", ANY_PORT));
    Listener same = listener("web", ANY_PORT);
    Listener more = listener("more", ANY_PORT);
    try (Socket client = connect(address)) {
      assertThat(say(client, "before")).isEqualTo("before");
      assertThat(sockets.bindNew(List.of(same, more))).isEmpty();
      sockets.open(List.of(same, more));
      sockets.retire(List.of(same, more));
      assertThat(sockets.addresses(same)).extracting(Net::tcp).containsExactly(address);
      assertThat(say(client, "after")).isEqualTo("after");
      sockets.retire(List.of(more));
      assertThat(say(client, "gone")).isEqualTo("gone");
      assertThatThrownBy(() -> connect(address)).isInstanceOf(java.net.ConnectException.class);
    }
  }

  @Test
  void conflictIsReportedAndNothingIsLeftBound() throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      BindAddress taken = new BindAddress.Tcp("127.0.0.1", other.getLocalPort());
      Listener web = listener("web", ANY_PORT, taken, new BindAddress.Tcp("192.0.2.1", 1));
      List<BindFailure> failures = sockets.bindNew(List.of(web));
      assertThat(failures)
          .extracting(BindFailure::reason)
          .containsExactly(
              "address already in use", "no interface of this machine has this address");
      assertThat(failures.getFirst())
          .hasToString("listener web: cannot listen on " + taken + ": address already in use");
      assertThat(sockets.addresses(web)).isEmpty();
    }
  }

  @Test
  void addressMovesToAnotherListenerWithoutRebinding() throws IOException {
    BindAddress.Tcp port = freePort();
    serve(listener("old", port));
    Listener renamed = listener("new", port);
    assertThat(sockets.bindNew(List.of(renamed))).isEmpty();
    sockets.open(List.of(renamed));
    sockets.retire(List.of(renamed));
    try (Socket client = connect(port)) {
      assertThat(say(client, "x")).isEqualTo("x");
      assertThat(sockets.connections())
          .filteredOn(c -> c.listener().value().equals("new"))
          .singleElement()
          .satisfies(c -> assertThat(c.open()).isOne());
    }
  }

  @Test
  void twoListenersCannotShareAnAddress() throws IOException {
    BindAddress address = freePort();
    assertThat(sockets.bindNew(List.of(listener("a", address), listener("b", address))))
        .extracting(BindFailure::reason)
        .contains("listener a listens there");
  }

  @Test
  void overlapWithOurselvesSaysHowToGetThere() throws IOException {
    BindAddress.Tcp narrow = serve(listener("web", freePort()));
    Listener wider = listener("web", new BindAddress.Tcp("0.0.0.0", narrow.port()));
    assertThat(sockets.bindNew(List.of(wider)))
        .extracting(BindFailure::reason)
        .singleElement()
        .asString()
        .startsWith("address already in use; this process listens on ")
        .endsWith("which may overlap: remove that in one change and add this in the next");
  }

  /** A port that nobody listens on at the moment. */
  private static BindAddress.Tcp freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return new BindAddress.Tcp("127.0.0.1", free.getLocalPort());
    }
  }
}
