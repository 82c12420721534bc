package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.listen.ConnectionHandlerFactory;
import io.evenkeel.proxy.listen.EventLoops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP side of every loop: makes the handlers of accepted connections, and ends connections.
 * Any thread.
 */
public final class HttpConnections implements ConnectionHandlerFactory {
  private final LoopContext[] contexts;

  public HttpConnections(EventLoops loops, DataPlane shared) {
    contexts = new LoopContext[loops.lanes()];
    for (int lane = 0; lane < contexts.length; lane++) {
      LoopContext context = new LoopContext(lane, loops.loop(lane), shared);
      contexts[lane] = context;
      context.loop.execute(context::start);
    }
  }

  @Override
  public ChannelHandler forConnection(ListenerName listener, int lane, Channel channel) {
    return new ClientConnection(contexts[lane], listener, channel);
  }

  /** From now on every answer is the last of its connection. */
  public void drain() {
    onEachLoop(LoopContext::drain);
  }

  /** Closes the connections that wait for a request. */
  public void closeIdle() {
    onEachLoop(context -> context.connections.closeIdle());
  }

  /** Closes the connections to {@code server} that are not in use. */
  public void closeIdle(ServerState server) {
    onEachLoop(context -> context.idle.closeIdle(server));
  }

  /**
   * Closes the connections to a server that died. Whoever waits for it waits in vain, and a 502 now
   * is worth more than a 504 at the end of the response timeout.
   */
  public void forget(ServerState server) {
    onEachLoop(context -> {
      context.idle.closeIdle(server);
      context.connections.serverDied(server);
    });
  }

  /**
   * Has the requests that wait for a server go elsewhere where they may: it was found to take what
   * it gets and to answer nothing. Those that cannot stay, and so do answers that have begun.
   */
  public void stalled(ServerState server) {
    onEachLoop(context -> context.connections.serverStalled(server));
  }

  /**
   * Client connections that are open now. Blocks until every loop has answered: not from a loop.
   */
  public int open() {
    AtomicInteger open = new AtomicInteger();
    CountDownLatch answered = new CountDownLatch(contexts.length);
    onEachLoop(context -> {
      open.addAndGet(context.connections.size());
      answered.countDown();
    });
    try {
      answered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return open.get();
  }

  private void onEachLoop(java.util.function.Consumer<LoopContext> action) {
    for (LoopContext context : contexts) {
      context.loop.execute(() -> action.accept(context));
    }
  }
}
