package io.evenkeel.app.run;

import io.evenkeel.app.Version;
import io.evenkeel.app.upgrade.HandoverFailure;
import io.evenkeel.app.upgrade.OfferedSocket;
import io.evenkeel.app.upgrade.PassedSocket;
import io.evenkeel.control.trial.DryRun;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.TrafficReport;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.ProxyOptions;
import io.evenkeel.proxy.ProxyServer;
import io.evenkeel.proxy.listen.BindFailure;
import io.evenkeel.proxy.listen.InheritedSocket;
import io.evenkeel.proxy.telemetry.AccessLogs;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;

/** The proxy as {@link DataPlane}. Any thread but event loops. */
final class ProxyDataPlane implements DataPlane {
  private final ProxyServer proxy;
  private final SnapshotPublisher published;

  private ProxyDataPlane(ProxyServer proxy, SnapshotPublisher published) {
    this.proxy = proxy;
    this.published = published;
  }

  /** Starts the event loops; nothing is bound yet. */
  static DataPlane start(SnapshotPublisher published, RandomSource random) {
    ProxyOptions options = ProxyOptions.standard(Version.CURRENT);
    return new ProxyDataPlane(new ProxyServer(options, published, random), published);
  }

  @Override
  public List<String> prepare(Snapshot next) {
    // A log that was asked for and cannot be written is found now, not at the first request.
    List<String> unwritable = AccessLogs.unwritable(next.config().listeners().values());
    if (!unwritable.isEmpty()) {
      return unwritable;
    }
    return proxy.prepare(next).stream().map(BindFailure::toString).toList();
  }

  @Override
  public void published(Snapshot now) {
    proxy.published(now);
  }

  @Override
  public List<String> addresses(ListenerName name) {
    Listener listener = published.current().config().listeners().get(name);
    return listener == null
        ? List.of()
        : proxy.addresses(listener).stream().map(ProxyDataPlane::text).toList();
  }

  @Override
  public Prober prober() {
    return proxy.prober();
  }

  @Override
  public DryRun dryRun() {
    return new ProxyDryRun(proxy);
  }

  @Override
  public TrafficReport traffic() {
    return proxy.traffic();
  }

  @Override
  public void closeIdle(ServerState server) {
    proxy.closeIdle(server);
  }

  @Override
  public PressureReport pressure() {
    return proxy.pressure();
  }

  @Override
  public void forget(ServerState server) {
    proxy.forget(server);
  }

  @Override
  public void stalled(ServerState server) {
    proxy.stalled(server);
  }

  @Override
  public int drain(Duration limit) {
    return proxy.drain(limit);
  }

  @Override
  public int drain(Duration limit, Duration idleGrace) {
    return proxy.drain(limit, idleGrace);
  }

  @Override
  public void inherit(List<PassedSocket> sockets, boolean shared) throws StartFailure {
    if (sockets.isEmpty()) {
      return;
    }
    if (!proxy.passesSockets()) {
      throw new StartFailure("the listening sockets are there already, but " + unable());
    }
    proxy.share(shared);
    proxy.inherit(
        sockets.stream()
            .map(socket ->
                new InheritedSocket(
                    socket.descriptor(), socket.local(), socket.name(), socket.keepsFile()))
            .toList());
  }

  @Override
  public List<OfferedSocket> offer() throws HandoverFailure {
    if (!proxy.passesSockets()) {
      throw new HandoverFailure(unable());
    }
    return proxy.offer().stream()
        .map(socket -> new OfferedSocket(socket.descriptor(), socket.name(), socket.keepsFile()))
        .toList();
  }

  @Override
  public void share(boolean shared) {
    proxy.share(shared);
  }

  private String unable() {
    return "transport "
        + proxy.transport()
        + " cannot pass sockets between processes (expected: epoll, EVENKEEL_TRANSPORT=epoll);"
        + " see docs/operations/upgrade.md for what to do without";
  }

  @Override
  public void close() {
    proxy.close();
  }

  private static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> {
        String host = inet.getAddress().getHostAddress();
        yield (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
      }
      case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
      default -> address.toString();
    };
  }
}
