package io.evenkeel.proxy.listen;

import static io.evenkeel.proxy.listen.Net.ANY_PORT;
import static io.evenkeel.proxy.listen.Net.connect;
import static io.evenkeel.proxy.listen.Net.listener;
import static io.evenkeel.proxy.listen.Net.say;
import static io.evenkeel.proxy.listen.Net.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sockets that others bound, which only epoll can take over. Two sets of sockets in one process
 * stand for two processes: the second has the very descriptor, which is closed by the first under
 * its feet only in {@code retire}.
 */
final class InheritedSocketsTest {
  @TempDir private Path folder;
  private final EventLoops loops = Transport.EPOLL.loops(2);
  private final ListenerSockets sockets = new ListenerSockets(loops, (_, _, _) -> new Net.Echo());

  @AfterEach
  void stop() {
    sockets.retire(List.of());
    loops.close();
  }

  /** As another process would have bound it; nobody accepts on it. */
  private static int bound() throws IOException {
    Socket socket = Socket.newSocketStream();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    socket.listen(10);
    return socket.intValue();
  }

  private static InetSocketAddress local(int descriptor) {
    return new Socket(descriptor).localAddress();
  }

  private void serve(Listener listener) {
    assertThat(sockets.bindNew(List.of(listener))).isEmpty();
    sockets.open(List.of(listener));
  }

  @Test
  void whoWaitsInTheQueueIsServedByTheOneWhoTakesOver() throws IOException {
    int descriptor = bound();
    BindAddress.Tcp address = tcp(local(descriptor));
    try (java.net.Socket early = connect(address)) {
      sockets.inherit(List.of(new InheritedSocket(descriptor, local(descriptor), "", false)));
      Listener web = listener("web", address);
      serve(web);
      assertThat(say(early, "hello")).isEqualTo("hello");
      assertThat(sockets.addresses(web)).containsExactly(local(descriptor));
      assertThat(sockets.offer()).extracting(OfferedSocket::descriptor).containsExactly(descriptor);
    }
  }

  @Test
  void whereTheSystemChoseThePortTheNameTellsWhoseItIs() throws IOException {
    int one = bound();
    int two = bound();
    Listener a = listener("a", ANY_PORT);
    Listener b = listener("b", ANY_PORT);
    InetSocketAddress ofA = local(one);
    InetSocketAddress ofB = local(two);
    sockets.inherit(
        List.of(
            new InheritedSocket(two, ofB, "b#1", false),
            new InheritedSocket(one, ofA, "a#1", false)));
    assertThat(sockets.bindNew(List.of(a, b))).isEmpty();
    sockets.open(List.of(a, b));
    assertThat(sockets.addresses(a)).containsExactly(ofA);
    assertThat(sockets.addresses(b)).containsExactly(ofB);
    assertThat(sockets.offer()).extracting(OfferedSocket::name).containsExactly("a#1", "b#1");
  }

  @Test
  void whatNobodyWantsIsClosed() throws IOException {
    int descriptor = bound();
    InetSocketAddress address = local(descriptor);
    sockets.inherit(List.of(new InheritedSocket(descriptor, address, "", false)));
    serve(listener("web", ANY_PORT));
    assertThatThrownBy(() -> connect(tcp(address)).close()).isInstanceOf(ConnectException.class);
  }

  @Test
  void theFileOfASharedUnixSocketStays() throws IOException {
    Path path = folder.resolve("web.sock");
    Listener local = listener("local", new BindAddress.Unix(path.toString()));
    serve(local);
    sockets.share(true);
    sockets.retire(List.of());
    assertThat(path).exists();

    // And one that is taken over and ours alone goes with us.
    Socket socket = Socket.newSocketDomain();
    Path other = folder.resolve("other.sock");
    socket.bind(new io.netty.channel.unix.DomainSocketAddress(other.toString()));
    socket.listen(10);
    sockets.share(false);
    sockets.inherit(
        List.of(
            new InheritedSocket(socket.intValue(), UnixDomainSocketAddress.of(other), "", false)));
    Listener adopted = listener("local", new BindAddress.Unix(other.toString()));
    serve(adopted);
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(client.connect(UnixDomainSocketAddress.of(other))).isTrue();
    }
    sockets.retire(List.of());
    assertThat(other).doesNotExist();
  }

  @Test
  void systemdsSocketFileIsNeverRemoved() throws IOException {
    Path path = folder.resolve("systemd.sock");
    Socket socket = Socket.newSocketDomain();
    socket.bind(new io.netty.channel.unix.DomainSocketAddress(path.toString()));
    socket.listen(10);
    sockets.inherit(
        List.of(
            new InheritedSocket(socket.intValue(), UnixDomainSocketAddress.of(path), "", true)));
    serve(listener("local", new BindAddress.Unix(path.toString())));
    assertThat(sockets.offer()).extracting(OfferedSocket::keepsFile).containsExactly(true);
    sockets.retire(List.of());
    assertThat(path).exists();
  }
}
