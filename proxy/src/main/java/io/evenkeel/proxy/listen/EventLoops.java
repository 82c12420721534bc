package io.evenkeel.proxy.listen;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of the data plane, each with a lane: its number, 0 to n - 1, by which counters,
 * balancers and connection pools keep what belongs to one thread. Any thread.
 */
public final class EventLoops implements AutoCloseable {
  private final Transport transport;
  private final Group group;
  private final EventLoop[] byLane;

  EventLoops(Transport transport, int lanes) {
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes: " + lanes + " (expected: >= 1)");
    }
    this.transport = transport;
    this.group = new Group(lanes, transport.ioHandlers());
    this.byLane = new EventLoop[lanes];
    group.forEach(loop -> byLane[((LaneLoop) loop).lane] = (EventLoop) loop);
  }

  /** What the loops run on. */
  public Transport transport() {
    return transport;
  }

  /** How many lanes there are. */
  public int lanes() {
    return byLane.length;
  }

  /** The loop of {@code lane}. */
  public EventLoop loop(int lane) {
    return byLane[lane];
  }

  /** The lane of {@code loop}, which must be one of these; a field read. */
  public static int laneOf(EventLoop loop) {
    return ((LaneLoop) loop).lane;
  }

  /** Stops the loops, closing whatever channels are left, and waits up to five seconds for it. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private static final class LaneLoop extends SingleThreadIoEventLoop {
    final int lane;

    LaneLoop(Group parent, int lane, IoHandlerFactory ioHandlers) {
      super(
          parent,
          new ThreadPerTaskExecutor(
              task -> new FastThreadLocalThread(task, "evenkeel-loop-" + lane)),
          ioHandlers);
      this.lane = lane;
    }
  }

  private static final class Group extends MultiThreadIoEventLoopGroup {
    /** Without an initial value of its own: the constructor above this class's counts with it. */
    private int nextLane;

    Group(int lanes, IoHandlerFactory ioHandlers) {
      super(lanes, ioHandlers);
    }

    @Override
    protected IoEventLoop newChild(
        Executor executor, IoHandlerFactory ioHandlers, Object... arguments) {
      return new LaneLoop(this, nextLane++, ioHandlers);
    }
  }
}
