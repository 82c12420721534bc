package io.evenkeel.proxy.listen;

import static io.evenkeel.proxy.listen.Net.listener;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Listening at a path of the file system. */
@ParameterizedClass
@MethodSource("io.evenkeel.proxy.listen.ListenerSocketsTest#transports")
final class UnixSocketTest {
  @TempDir private Path folder;
  private final EventLoops loops;
  private final ListenerSockets sockets;

  UnixSocketTest(Transport transport) {
    loops = transport.loops(1);
    sockets = new ListenerSockets(loops, (_, _, _) -> new Net.Echo());
  }

  @AfterEach
  void stop() {
    sockets.retire(List.of());
    loops.close();
  }

  private Listener at(Path path) {
    return listener("local", new BindAddress.Unix(path.toString()));
  }

  @Test
  void servesOwnerAndGroupAndLeavesNoFileBehind() throws IOException {
    Path path = folder.resolve("web.sock");
    Listener local = at(path);
    assertThat(sockets.bindNew(List.of(local))).isEmpty();
    sockets.open(List.of(local));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw----");
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(5);
      while (answer.hasRemaining() && client.read(answer) >= 0) {}
      assertThat(answer.array()).asString(US_ASCII).isEqualTo("hello");
    }
    sockets.retire(List.of());
    assertThat(path).doesNotExist();
  }

  @Test
  void staleSocketIsReplaced() throws IOException {
    Path path = folder.resolve("stale.sock");
    try (ServerSocketChannel died = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      died.bind(UnixDomainSocketAddress.of(path)); // closing leaves the file, as a crash does
    }
    assertThat(path).exists();
    assertThat(sockets.bindNew(List.of(at(path)))).isEmpty();
  }

  @Test
  void socketInUseIsLeftAlone() throws IOException {
    Path path = folder.resolve("busy.sock");
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      assertThat(sockets.bindNew(List.of(at(path))))
          .extracting(BindFailure::reason)
          .containsExactly("address already in use: another process accepts connections there");
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    }
  }

  @Test
  void fileThatIsNoSocketIsLeftAlone() throws IOException {
    Path path = Files.writeString(folder.resolve("precious"), "data");
    assertThat(sockets.bindNew(List.of(at(path))))
        .extracting(BindFailure::reason)
        .containsExactly(
            "the path exists and is not a socket: move it away or choose another path");
    assertThat(path).hasContent("data");
  }

  @Test
  void missingFolderIsReported() {
    assertThat(sockets.bindNew(List.of(at(folder.resolve("no/such.sock")))))
        .extracting(BindFailure::reason)
        .first()
        .asString()
        .containsIgnoringCase("no such file");
  }
}
