package io.evenkeel.proxy.upstream;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * Opens connections to servers, for traffic and for probes alike, so that a probe sees what a
 * request would see. Thread-safe.
 */
public final class Connector {
  /**
   * Told how a connect ended: exactly one call, on the loop of the connection, and never before
   * {@link #connect} has returned.
   */
  public interface Answer {
    /** The connection stands, and the handler is in its pipeline and has seen it become active. */
    void connected(Channel channel);

    /**
     * No connection.
     *
     * @param detail for people, without the address: {@code connection refused}
     */
    void failed(ConnectFailure why, String detail);
  }

  private final ChannelFactory<? extends Channel> sockets;
  private final AddressResolver resolver;

  /**
   * @param sockets makes unconnected TCP sockets of the transport that the loops drive
   */
  public Connector(ChannelFactory<? extends Channel> sockets, AddressResolver resolver) {
    this.sockets = sockets;
    this.resolver = resolver;
  }

  /**
   * Connects to {@code address}, trying its addresses in order, each for its share of what is left
   * of {@code timeout}. When a connection stands, {@code handler} is added to its pipeline, sees
   * {@code channelActive}, and then {@code answer} is told. Any thread.
   *
   * @param handler used for one connection only; may be shared or not
   */
  public void connect(
      EventLoop loop, HostPort address, Duration timeout, ChannelHandler handler, Answer answer) {
    Connect connect = new Connect(sockets, loop, address.port(), handler, answer);
    // Even on the loop itself: a connect may fail at once (no route, no descriptor), and whoever
    // asked has not yet noted down that he did.
    loop.execute(() -> connect.begin(resolver, address.host(), timeout));
  }
}
