package io.evenkeel.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectorTest {
  enum Kind {
    EPOLL,
    NIO
  }

  private sealed interface Ended {
    record Connected(Channel channel) implements Ended {}

    record Failed(ConnectFailure why, String detail) implements Ended {}
  }

  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connectsAndHandsOverBeforeTheServersFirstByte(Kind kind) throws Exception {
    ServerSocket server = listening("127.0.0.1", 10);
    CompletableFuture<String> events = new CompletableFuture<>();
    ChannelInboundHandlerAdapter handler =
        new ChannelInboundHandlerAdapter() {
          private String seen = "";

          @Override
          public void channelActive(ChannelHandlerContext context) {
            seen += "active ";
          }

          @Override
          public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            events.complete(seen + bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
          }
        };

    CompletableFuture<Ended> ended =
        connect(kind, new HostPort("127.0.0.1", server.getLocalPort()), LONG, handler);
    try (Socket accepted = server.accept()) {
      accepted.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      assertThat(events.get(20, TimeUnit.SECONDS)).isEqualTo("active hello");
      Channel channel = channelOf(ended.get(20, TimeUnit.SECONDS));
      assertThat(channel.pipeline().toMap()).hasSize(1);
      channel.close().sync();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatNobodyListens(Kind kind) throws Exception {
    ServerSocket gone = listening("127.0.0.1", 10);
    gone.close();

    Ended ended = result(kind, new HostPort("127.0.0.1", gone.getLocalPort()), LONG);

    assertThat(ended).isEqualTo(failed(ConnectFailure.REFUSED, "connection refused"));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void givesUpOnAServerThatDoesNotAnswer(Kind kind) throws Exception {
    HostPort silent = silent();

    Ended ended = result(kind, silent, Duration.ofMillis(300));

    assertThat(ended).isEqualTo(failed(ConnectFailure.TIMED_OUT, "connect timeout"));
  }

  @Test
  void triesTheNextAddressOfAName() throws Exception {
    ServerSocket server = listening("127.0.0.3", 10);
    AddressResolver resolver =
        resolver(name ->
            new InetAddress[] {
              InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.3")
            });

    Ended ended = result(resolver, new HostPort("api.internal", server.getLocalPort()), LONG);

    assertThat(channelOf(ended).remoteAddress())
        .isEqualTo(new InetSocketAddress("127.0.0.3", server.getLocalPort()));
    channelOf(ended).close().sync();
  }

  @Test
  void aSilentFirstAddressLeavesTimeForTheSecond() throws Exception {
    HostPort silent = silent();
    ServerSocket second = new ServerSocket();
    opened.add(second);
    second.bind(new InetSocketAddress("127.0.0.9", silent.port()));
    AddressResolver resolver =
        resolver(name ->
            new InetAddress[] {
              InetAddress.ofLiteral(silent.host()), InetAddress.ofLiteral("127.0.0.9")
            });

    Ended ended =
        result(resolver, new HostPort("api.internal", silent.port()), Duration.ofSeconds(1));

    assertThat(channelOf(ended).isActive()).isTrue();
    channelOf(ended).close().sync();
  }

  @Test
  void saysThatANameHasNoAddress() throws Exception {
    AddressResolver resolver =
        resolver(name -> {
          throw new UnknownHostException(name);
        });

    Ended ended = result(resolver, new HostPort("api.internal", 80), LONG);

    assertThat(ended).isEqualTo(failed(ConnectFailure.UNREACHABLE, "no address for api.internal"));
  }

  @Test
  void aHangingNameServiceCostsNoMoreThanTheTimeout() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AddressResolver resolver =
        resolver(name -> {
          awaitQuietly(end);
          return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
        });

    Ended ended = result(resolver, new HostPort("api.internal", 80), Duration.ofMillis(100));
    end.countDown();

    assertThat(ended)
        .isEqualTo(failed(ConnectFailure.TIMED_OUT, "looking up api.internal took too long"));
  }

  private static Channel channelOf(Ended ended) {
    assertThat(ended).isInstanceOf(Ended.Connected.class);
    return ((Ended.Connected) ended).channel();
  }

  private static Ended failed(ConnectFailure why, String detail) {
    return new Ended.Failed(why, detail);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static AddressResolver resolver(AddressResolver.Lookup lookup) {
    return new AddressResolver(lookup, task -> Thread.ofVirtual().start(task), System::nanoTime);
  }

  private Ended result(Kind kind, HostPort address, Duration timeout) throws Exception {
    return connect(kind, address, timeout, new ChannelInboundHandlerAdapter())
        .get(20, TimeUnit.SECONDS);
  }

  private Ended result(AddressResolver resolver, HostPort address, Duration timeout)
      throws Exception {
    return connect(Kind.EPOLL, resolver, address, timeout, new ChannelInboundHandlerAdapter())
        .get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<Ended> connect(
      Kind kind, HostPort address, Duration timeout, ChannelInboundHandlerAdapter handler) {
    return connect(kind, resolver(InetAddress::getAllByName), address, timeout, handler);
  }

  private CompletableFuture<Ended> connect(
      Kind kind,
      AddressResolver resolver,
      HostPort address,
      Duration timeout,
      ChannelInboundHandlerAdapter handler) {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, kind == Kind.NIO ? NioIoHandler.newFactory() : EpollIoHandler.newFactory());
    opened.add(() -> loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync());
    Connector connector =
        new Connector(kind == Kind.NIO ? NioSocketChannel::new : EpollSocketChannel::new, resolver);
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    var loop = loops.next();
    connector.connect(
        loop,
        address,
        timeout,
        handler,
        new Connector.Answer() {
          @Override
          public void connected(Channel channel) {
            end(new Ended.Connected(channel));
          }

          @Override
          public void failed(ConnectFailure why, String detail) {
            end(new Ended.Failed(why, detail));
          }

          private void end(Ended how) {
            assertThat(loop.inEventLoop()).isTrue();
            assertThat(ended.complete(how)).as("told once only").isTrue();
          }
        });
    return ended;
  }

  private ServerSocket listening(String host, int backlog) throws IOException {
    ServerSocket server = new ServerSocket();
    opened.add(server);
    server.bind(new InetSocketAddress(host, 0), backlog);
    return server;
  }

  /** A server whose queue of connections is full: further ones get no answer. */
  private HostPort silent() throws IOException {
    ServerSocket server = listening("127.0.0.1", 1);
    for (int i = 0; i < 8; i++) {
      java.nio.channels.SocketChannel filler = java.nio.channels.SocketChannel.open();
      opened.add(filler);
      filler.configureBlocking(false);
      filler.connect(server.getLocalSocketAddress());
    }
    return new HostPort("127.0.0.1", server.getLocalPort());
  }
}
