package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Listeners, clients and an echoing connection handler for the tests of this package. */
final class Net {
  static final BindAddress.Tcp ANY_PORT = new BindAddress.Tcp("127.0.0.1", 0);

  private Net() {}

  static Listener listener(String name, BindAddress... bind) {
    return listener(name, ListenerLimits.DEFAULT, bind);
  }

  static Listener listener(String name, ListenerLimits limits, BindAddress... bind) {
    return new Listener(
        new ListenerName(name), List.of(bind), List.of(), limits, new AccessLog.None(), List.of());
  }

  static ListenerLimits limits(int connections, int perClient) {
    ListenerLimits all = ListenerLimits.DEFAULT;
    return new ListenerLimits(
        connections,
        perClient,
        all.headerBytes(),
        all.headers(),
        all.headerTimeout(),
        all.bodyTimeout(),
        all.idleTimeout(),
        all.bodyBytes());
  }

  static BindAddress.Tcp tcp(Object address) {
    InetSocketAddress inet = (InetSocketAddress) address;
    return new BindAddress.Tcp(inet.getAddress().getHostAddress(), inet.getPort());
  }

  static Socket connect(BindAddress.Tcp address) throws IOException {
    Socket socket = new Socket(address.host(), address.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends {@code text} and returns what comes back, "" at the end of the stream. */
  static String say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(text.length()), StandardCharsets.US_ASCII);
  }

  /** Answers each connection with what it says. */
  static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var _ = context.writeAndFlush(message);
    }
  }
}
