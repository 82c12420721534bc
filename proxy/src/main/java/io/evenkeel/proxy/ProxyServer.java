package io.evenkeel.proxy;

import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.TrafficReport;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.exchange.DataPlane;
import io.evenkeel.proxy.exchange.HttpConnections;
import io.evenkeel.proxy.listen.BindFailure;
import io.evenkeel.proxy.listen.EventLoops;
import io.evenkeel.proxy.listen.InheritedSocket;
import io.evenkeel.proxy.listen.ListenerSockets;
import io.evenkeel.proxy.listen.OfferedSocket;
import io.evenkeel.proxy.overload.LoopLag;
import io.evenkeel.proxy.overload.OverloadWatch;
import io.evenkeel.proxy.overload.OwnUse;
import io.evenkeel.proxy.overload.Pressure;
import io.evenkeel.proxy.overload.QueueCounters;
import io.evenkeel.proxy.overload.RateLimits;
import io.evenkeel.proxy.probe.NettyProber;
import io.evenkeel.proxy.telemetry.AccessLogs;
import io.evenkeel.proxy.telemetry.TrafficCounters;
import io.evenkeel.proxy.timing.DeadlineWheel;
import io.evenkeel.proxy.upstream.AddressResolver;
import io.evenkeel.proxy.upstream.Channels;
import io.evenkeel.proxy.upstream.Connector;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The data plane as its owner sees it: sockets that follow the snapshots, and requests that are
 * served. Any thread but event loops.
 */
public final class ProxyServer implements AutoCloseable {
  /** How often a drain looks whether it is over. */
  private static final long DRAIN_POLL_NANOS = 20_000_000L;

  /**
   * How long idle clients may still send a request, and be told to close, before a drain cuts them
   * off.
   */
  private static final Duration IDLE_GRACE = Duration.ofSeconds(1);

  private final EventLoops loops;

  /** Probes run apart, so that a thousand of them due at once delay no request. */
  private final EventLoops probeLoops;

  private final ListenerSockets sockets;
  private final HttpConnections connections;
  private final AccessLogs accessLogs;
  private final TrafficCounters traffic;
  private final Pressure pressure;
  private final OverloadWatch overload;
  private final AddressResolver resolver = AddressResolver.system();
  private final Prober prober;

  /** Starts the loops; nothing is bound yet. */
  public ProxyServer(ProxyOptions options, SnapshotPublisher snapshots, RandomSource random) {
    this(options, snapshots, random, OwnUse::of);
  }

  /**
   * The same with an overload of the test's making.
   *
   * @param own reads what the process uses of its own resources
   */
  public ProxyServer(
      ProxyOptions options,
      SnapshotPublisher snapshots,
      RandomSource random,
      Function<LoopLag, OverloadWatch.Readings> own) {
    loops = options.transport().loops(options.lanes());
    probeLoops = options.transport().loops(1);
    Connector connector = new Connector(options.transport()::newSocket, resolver);
    prober = new NettyProber(probeLoops.loop(0), connector, options.version());
    accessLogs = new AccessLogs(options.lanes());
    traffic = new TrafficCounters(options.lanes(), this::listenerConnections, accessLogs);
    LoopLag lag = new LoopLag(options.lanes(), DeadlineWheel.TICK_NANOS, System.nanoTime());
    overload = new OverloadWatch(own.apply(lag), new Door());
    pressure =
        new Pressure(
            new QueueCounters(options.lanes()), new RateLimits(random), lag, overload::guard);
    connections =
        new HttpConnections(
            loops,
            new DataPlane(
                snapshots,
                connector,
                random,
                Channels.ALLOCATOR,
                accessLogs,
                traffic,
                pressure,
                options.lanes()));
    sockets = new ListenerSockets(loops, connections);
    overload.start();
  }

  /** To the sockets, which there are once the watch begins. */
  private final class Door implements OverloadWatch.Door {
    @Override
    public void accept(Acceptance acceptance) {
      sockets.accept(acceptance);
    }

    @Override
    public void usableDescriptors(int most) {
      sockets.usableDescriptors(most);
    }
  }

  private List<ListenerConnections> listenerConnections() {
    return sockets.connections();
  }

  /** Sends health probes over the same connector as traffic. */
  public Prober prober() {
    return prober;
  }

  /** What there was too much of so far. */
  public PressureReport pressure() {
    return pressure;
  }

  /** What was counted so far. */
  public TrafficReport traffic() {
    return traffic;
  }

  /**
   * Binds what {@code next} needs and is not bound yet, and opens its access logs: to be done by
   * the first request that needs it would delay that one. Empty: all is bound; otherwise nothing
   * has changed. Comes before a publication or a canary.
   */
  public List<BindFailure> prepare(Snapshot next) {
    List<BindFailure> failures = sockets.bindNew(next.config().listeners().values());
    if (failures.isEmpty()) {
      for (Listener listener : next.config().listeners().values()) {
        var _ = accessLogs.of(listener.accessLog());
      }
    }
    return failures;
  }

  /**
   * Binds what {@code listeners} need and is not bound yet, releases it at once, and returns what
   * could not be bound.
   */
  public List<BindFailure> tryToBind(Collection<Listener> listeners) {
    return sockets.tryToBind(listeners);
  }

  /**
   * Calls {@code whenDone} with the addresses that connections to {@code host} would try, none when
   * there are none; at once or later, on a thread that must not be blocked.
   */
  public void resolve(String host, Consumer<List<InetAddress>> whenDone) {
    resolver.resolve(host, Runnable::run, whenDone);
  }

  /**
   * {@code now} is fully published: accepts on its sockets, closes those it has no more, and
   * forgets what was prepared for others. Due as well when a canary was given up, with the base
   * that stays.
   */
  public void published(Snapshot now) {
    sockets.open(now.config().listeners().values());
    sockets.retire(now.config().listeners().values());
    traffic.retire(now.config());
    pressure.retire(now.config());
    accessLogs.retire(now.config().listeners().values().stream().map(Listener::accessLog).toList());
  }

  /** Whether listening sockets can pass between processes. */
  public boolean passesSockets() {
    return loops.transport().passesSockets();
  }

  /** What the event loops wait on, as the operator names it. */
  public String transport() {
    return loops.transport().label();
  }

  /** Gives sockets that others bound; comes before the first {@link #prepare}. */
  public void inherit(Collection<InheritedSocket> inherited) {
    sockets.inherit(inherited);
  }

  /** The listening sockets for another process to take over. */
  public List<OfferedSocket> offer() {
    return sockets.offer();
  }

  /** From now on another process listens on the same sockets, or no longer. */
  public void share(boolean shared) {
    sockets.share(shared);
  }

  /** Where {@code listener} is bound, with the ports that the system chose. */
  public List<SocketAddress> addresses(Listener listener) {
    return sockets.addresses(listener);
  }

  /** A server is drained: its idle connections are closed, those in use when they are done. */
  public void closeIdle(ServerState server) {
    connections.closeIdle(server);
  }

  /**
   * A server died by its liveness check, or the deadline of its drain is over: its connections are
   * closed, in use or idle.
   */
  public void forget(ServerState server) {
    connections.forget(server);
  }

  /**
   * A server takes connections and requests and answers none: whoever waits for it and may be
   * served elsewhere is.
   */
  public void stalled(ServerState server) {
    connections.stalled(server);
  }

  /**
   * Stops accepting, lets requests finish, and returns when no connection is left or {@code limit}
   * is over.
   *
   * @return the connections that were still open
   */
  public int drain(Duration limit) {
    return drain(limit, IDLE_GRACE);
  }

  /**
   * The same with another patience for idle connections: where nobody waits for the end, a client
   * may as well send its next request on the old connection and be told there.
   */
  public int drain(Duration limit, Duration idleGrace) {
    connections.drain();
    sockets.retire(List.of());
    long begin = System.nanoTime();
    int open = connections.open();
    while (open > 0 && System.nanoTime() - begin < limit.toNanos()) {
      if (System.nanoTime() - begin > idleGrace.toNanos()) {
        connections.closeIdle();
      }
      LockSupport.parkNanos(DRAIN_POLL_NANOS);
      open = connections.open();
    }
    return open;
  }

  @Override
  public void close() {
    overload.close();
    sockets.retire(List.of());
    loops.close();
    probeLoops.close();
    accessLogs.close();
  }
}
