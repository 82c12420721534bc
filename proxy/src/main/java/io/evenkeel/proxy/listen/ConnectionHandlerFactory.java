package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.ListenerName;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

/** Makes the one handler of an accepted connection. */
@FunctionalInterface
public interface ConnectionHandlerFactory {
  /**
   * The handler of a connection that {@code listener} has accepted. Called on the loop of {@code
   * lane}, where the connection will live, before the channel is registered with it.
   */
  ChannelHandler forConnection(ListenerName listener, int lane, Channel channel);
}
