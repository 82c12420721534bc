package io.evenkeel.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.listen.EventLoops;
import io.evenkeel.proxy.listen.Transport;
import io.evenkeel.proxy.timing.DeadlineWheel;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawServer;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class IdleConnectionsTest {
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final CountDownLatch speak = new CountDownLatch(1);
  private final EventLoops loops = Transport.best().loops(1);
  private final DeadlineWheel wheel = new DeadlineWheel(0);
  private final IdleConnections idle =
      new IdleConnections(
          loops.loop(0),
          new Connector(Transport.best()::newSocket, AddressResolver.system()),
          wheel);
  private final RawServer listening = RawServer.start(connection -> connection.awaitEnd());

  @AfterEach
  void close() {
    listening.close();
    loops.close();
  }

  /** A server in table slot {@code slot}; all are the same process. */
  private ServerState server(int slot) {
    HostPort address = new HostPort("127.0.0.1", listening.port());
    return new ServerState(
        new ServerId(new PoolName("p" + slot), address), slot, 10, PoolState.fresh());
  }

  /** Runs on the loop, to which everything here is confined. */
  private <T extends @Nullable Object> T on(Callable<T> action) throws Exception {
    return loops.loop(0).submit(action).get(10, TimeUnit.SECONDS);
  }

  private ServerConnection opened(ServerState server) throws Exception {
    Guest guest = new Guest();
    on(() -> idle.open(server, guest, TIMEOUT));
    return guest.connected.get(10, TimeUnit.SECONDS);
  }

  private void giveBack(ServerConnection connection) throws Exception {
    on(() -> {
      idle.giveBack(connection, 0, IDLE_NANOS);
      return 0;
    });
  }

  private @Nullable ServerConnection taken(ServerState server) throws Exception {
    return on(() -> idle.take(server, new Guest()));
  }

  @Test
  void theOneUsedLastIsLentFirst() throws Exception {
    ServerState server = server(0);
    ServerConnection one = opened(server);
    ServerConnection two = opened(server);
    ServerConnection three = opened(server);
    assertThat(taken(server)).as("all are in use").isNull();
    giveBack(two);
    giveBack(one);
    giveBack(three);
    assertThat(taken(server)).isSameAs(three);
    assertThat(taken(server)).isSameAs(one);
    assertThat(taken(server)).isSameAs(two);
    assertThat(taken(server)).isNull();
    assertThat(on(() -> idle.open(server))).isEqualTo(3);
    assertThat(two.isReused()).isTrue();
  }

  @Test
  void serversDoNotShare() throws Exception {
    ServerState first = server(0);
    ServerState second = server(40);
    ServerConnection one = opened(first);
    ServerConnection two = opened(second);
    giveBack(one);
    giveBack(two);
    assertThat(taken(second)).isSameAs(two);
    assertThat(taken(second)).isNull();
    assertThat(taken(server(41))).as("never seen").isNull();
    assertThat(taken(first)).isSameAs(one);
  }

  @Test
  void aSlotsNextOwnerDoesNotInherit() throws Exception {
    ServerState before = server(3);
    ServerConnection old = opened(before);
    giveBack(old);
    ServerState after = server(3);
    assertThat(taken(after)).isNull();
    ServerConnection fresh = opened(after);
    giveBack(fresh);
    assertThat(on(old::isClosed)).isTrue();
    assertThat(taken(after)).isSameAs(fresh);
  }

  @Test
  void anyOfTheStackMayClose() throws Exception {
    ServerState server = server(0);
    ServerConnection one = opened(server);
    ServerConnection two = opened(server);
    ServerConnection three = opened(server);
    giveBack(one);
    giveBack(two);
    giveBack(three);
    on(() -> {
      two.abort();
      return 0;
    });
    assertThat(taken(server)).isSameAs(three);
    assertThat(taken(server)).isSameAs(one);
    assertThat(taken(server)).isNull();
    assertThat(on(() -> idle.open(server))).isEqualTo(2);
    giveBack(two);
    assertThat(taken(server)).as("a closed one is not taken back").isNull();
  }

  @Test
  void theServersCloseIsNoticedWhileIdle() throws Exception {
    ServerState server = server(0);
    giveBack(opened(server));
    giveBack(opened(server));
    await().atMost(TIMEOUT).until(() -> listening.open() == 2);
    listening.stop();
    await().atMost(TIMEOUT).until(() -> on(() -> idle.open(server)) == 0);
    assertThat(taken(server)).isNull();
  }

  @Test
  void allOfADeadServersAreClosedAndNoOthers() throws Exception {
    ServerState dead = server(0);
    ServerState alive = server(1);
    giveBack(opened(dead));
    giveBack(opened(dead));
    ServerConnection busy = opened(dead);
    ServerConnection other = opened(alive);
    giveBack(other);
    on(() -> {
      idle.closeIdle(dead);
      return 0;
    });
    assertThat(taken(dead)).isNull();
    assertThat(on(() -> idle.open(dead))).as("the busy one").isEqualTo(1);
    assertThat(on(busy::isClosed)).isFalse();
    assertThat(taken(alive)).isSameAs(other);
  }

  @Test
  void theUnusedOneIsClosedWhenItsTimeIsOver() throws Exception {
    ServerState server = server(0);
    giveBack(opened(server));
    advance(IDLE_NANOS - DeadlineWheel.TICK_NANOS);
    assertThat(on(() -> idle.open(server))).isEqualTo(1);
    advance(IDLE_NANOS + DeadlineWheel.TICK_NANOS);
    assertThat(on(() -> idle.open(server))).isZero();
    await().atMost(TIMEOUT).until(() -> listening.open() == 0);
  }

  private void advance(long nanos) throws Exception {
    on(() -> {
      wheel.advance(nanos);
      return 0;
    });
  }

  @Test
  void aServerThatSpeaksUnaskedLosesItsConnection() throws Exception {
    try (RawServer rude =
        RawServer.start(connection -> {
          speak.await();
          connection.send("HTTP/1.1 408 Request Timeout\r\n\r\n").awaitEnd();
        })) {
      HostPort address = new HostPort("127.0.0.1", rude.port());
      ServerState server =
          new ServerState(new ServerId(new PoolName("rude"), address), 9, 10, PoolState.fresh());
      giveBack(opened(server));
      speak.countDown();
      await().atMost(TIMEOUT).until(() -> on(() -> idle.open(server)) == 0);
    }
  }

  @Test
  void aFailedConnectIsCountedNoMore() throws Exception {
    ServerState server = server(0);
    listening.stop();
    Guest guest = new Guest();
    on(() -> idle.open(server, guest, TIMEOUT));
    assertThat(guest.connected)
        .failsWithin(TIMEOUT)
        .withThrowableThat()
        .withMessageContaining("REFUSED");
    assertThat(on(() -> idle.open(server))).isZero();
  }

  /** Borrows and waits. */
  private static final class Guest implements ServerConnection.Borrower {
    final CompletableFuture<ServerConnection> connected = new CompletableFuture<>();

    @Override
    public void onServerConnected(ServerConnection connection) {
      connected.complete(connection);
    }

    @Override
    public void onConnectFailed(ConnectFailure why, String detail) {
      connected.completeExceptionally(new IllegalStateException(why + ": " + detail));
    }

    @Override
    public void onServerBytes(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void onServerReadComplete() {}

    @Override
    public void onServerClosed(boolean reset) {}

    @Override
    public void onServerWritabilityChanged() {}

    @Override
    public void onServerDeadline(long nowNanos) {}
  }
}
