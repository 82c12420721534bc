package io.evenkeel.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Both sides of a hand-over over a real socket, in one process; what is given is recorded. */
@NullUnmarked
class HandoverTest {
  private static final Handover.Identity US = new Handover.Identity("1.0", "epoll");
  private static final int MANY_SERVERS = 20_000;

  @TempDir Path folder;
  private final Recorded estate = new Recorded();
  private Handover handover;

  @BeforeEach
  void open() throws Exception {
    handover = Handover.open(folder, US, estate);
  }

  @AfterEach
  void close() {
    handover.close();
  }

  /** Says what was asked of it, in order. */
  private static final class Recorded implements Estate {
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    final List<OfferedSocket> sockets = Collections.synchronizedList(new ArrayList<>());
    volatile String refusal = "";
    volatile JsonNode state = JsonNodeFactory.instance.objectNode().put("first", 1);

    @Override
    public void lend(String heir) throws HandoverFailure {
      if (!refusal.isEmpty()) {
        throw new HandoverFailure(refusal);
      }
      asked.add("lend");
    }

    @Override
    public List<OfferedSocket> sockets() {
      return List.copyOf(sockets);
    }

    @Override
    public JsonNode state() {
      return state;
    }

    @Override
    public void standAside() {
      asked.add("stand aside");
      state = JsonNodeFactory.instance.objectNode().put("last", 2);
    }

    @Override
    public void handedOver(long pid) {
      asked.add("handed over to " + pid);
    }

    @Override
    public void resume(String why) {
      asked.add("resume: " + why);
    }

    String next() throws InterruptedException {
      return String.valueOf(asked.poll(20, TimeUnit.SECONDS));
    }
  }

  private Predecessor find() throws HandoverFailure {
    return Predecessor.find(folder, US, List.of());
  }

  @Test
  void theOrderOfSteps() throws Exception {
    Predecessor before = find();
    assertThat(before.name()).contains("(1.0)");
    assertThat(estate.next()).isEqualTo("lend");
    assertThat(before.ready().path("last").asInt(0)).isEqualTo(2);
    assertThat(estate.next()).isEqualTo("stand aside");
    before.serving();
    assertThat(estate.next()).isEqualTo("handed over to " + ProcessHandle.current().pid());
    assertThat(before.isGone()).isTrue();
    assertThat(Handover.in(folder)).as("the path is the heir's").doesNotExist();
  }

  @Test
  void onlyTheOwnerMayKnock() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(handover.path())))
        .isEqualTo("rw-------");
  }

  @Test
  void aDescriptorArrivesAsTheSameSocket() throws Exception {
    Epoll.ensureAvailability(); // loads the library that the next line calls
    Socket socket = Socket.newSocketStream();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    socket.listen(1);
    estate.sockets.add(new OfferedSocket(socket.intValue(), "web#1", true));
    Predecessor before = find();
    PassedSocket passed = before.sockets().getFirst();
    assertThat(passed.local()).isEqualTo(socket.localAddress());
    assertThat(passed.descriptor()).isNotEqualTo(socket.intValue());
    assertThat(passed.name()).isEqualTo("web#1");
    assertThat(passed.keepsFile()).isTrue();
    before.close();
    socket.close();
    Libc.close(passed.descriptor());
  }

  @Test
  void aStateOfManyServersArrivesWhole() throws Exception {
    var list = JsonNodeFactory.instance.objectNode();
    var servers = list.putArray("servers");
    for (int i = 0; i < MANY_SERVERS; i++) {
      servers.addObject().put("host", "10.0.0." + i).put("why", "timeout after 500ms \u00fc");
    }
    estate.state = list;
    try (UnixStream stream = UnixStream.connect(handover.path())) {
      stream.patience(Duration.ofSeconds(20));
      stream.send(Message.of(Message.TAKE_OVER).put("protocol", 1).put("transport", "epoll"));
      assertThat(stream.receive().path("state")).isEqualTo(list);
    }
  }

  @Test
  void anotherProtocolOrTransportIsRefusedAndNothingIsLent() throws Exception {
    try (UnixStream stream = UnixStream.connect(handover.path())) {
      stream.patience(Duration.ofSeconds(20));
      stream.send(
          Message.of(Message.TAKE_OVER)
              .put("protocol", 99)
              .put("transport", "epoll")
              .put("unheard-of", true));
      JsonNode answer = stream.receive();
      assertThat(Message.what(answer)).isEqualTo(Message.KEPT);
      assertThat(Message.reason(answer)).contains("protocol 99", "expected: 1");
    }
    assertThatThrownBy(
            () -> Predecessor.find(folder, new Handover.Identity("2.0", "io_uring"), List.of()))
        .isInstanceOf(HandoverFailure.class)
        .hasMessageContaining("its transport is io_uring (expected: epoll");
    assertThat(estate.asked).isEmpty();
  }

  @Test
  void nonsenseIsAnsweredAndDoesNotStopIt() throws Exception {
    try (UnixStream stream = UnixStream.connect(handover.path())) {
      stream.patience(Duration.ofSeconds(20)).send(Message.of("sing"));
      assertThat(Message.what(stream.receive())).isEqualTo(Message.KEPT);
    }
    try (Predecessor before = find()) {
      assertThat(before.isGone()).isFalse();
    }
  }

  @Test
  void whatTheNewOneDoesInsteadIsTold() throws Exception {
    find().giveUp("the file has errors");
    assertThat(estate.next()).isEqualTo("lend");
    assertThat(estate.next()).isEqualTo("resume: the file has errors");
    Predecessor gone = find();
    assertThat(estate.next()).isEqualTo("lend");
    var _ = gone.ready();
    assertThat(estate.next()).isEqualTo("stand aside");
    gone.close();
    assertThat(estate.next()).startsWith("resume: process").contains("ended before it served");
    // And the next one is welcome.
    find().close();
    assertThat(estate.next()).isEqualTo("lend");
  }

  @Test
  void aStoppingBalancerIsNotTakenForADeadOne() throws Exception {
    Predecessor before = find();
    handover.stop("the running balancer is stopping");
    assertThatThrownBy(before::ready)
        .isInstanceOf(HandoverFailure.class)
        .hasMessageContaining("the running balancer is stopping");
  }

  @Test
  void aRefusalToLendIsTheAnswer() throws Exception {
    estate.refusal = "revision 7 is being rolled out";
    assertThatThrownBy(this::find)
        .isInstanceOf(HandoverFailure.class)
        .hasMessageContaining("revision 7 is being rolled out");
    assertThat(estate.asked).isEmpty();
  }

  @Test
  void nobodyThereIsNoFailure(@TempDir Path other) throws Exception {
    assertThat(Predecessor.find(other, US, List.of()).isGone()).isTrue();
    Files.createFile(Handover.in(other));
    assertThat(Predecessor.find(other, US, List.of()).isGone())
        .as("a file that nobody listens at")
        .isTrue();
  }
}
