package io.evenkeel.proxy.probe;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.proxy.http1.ResponseHeadParser;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of HTTP probes: new ones, and at most one idle one per address. Event loop only.
 *
 * <p>A connection serves probes for {@link #MAX_AGE_NANOS} only, then the next probe connects anew,
 * so that a server that no longer accepts connections is found out. See {@code
 * docs/adr/0005-probe-connections.md}.
 */
final class ProbeConnections {
  static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final EventLoop loop;
  private final Connector connector;
  private final ResponseHeadParser parser = new ResponseHeadParser();
  private final Map<HostPort, ProbeConnection> idle = new HashMap<>();

  ProbeConnections(EventLoop loop, Connector connector) {
    this.loop = loop;
    this.connector = connector;
  }

  /** The loop's parser, for as long as one call. */
  ResponseHeadParser parser() {
    return parser;
  }

  /** The idle connection to {@code address}, now {@code probe}'s; null: there is none. */
  @Nullable ProbeConnection takeIdle(HostPort address, HttpProbe probe) {
    ProbeConnection connection = idle.remove(address);
    if (connection != null) {
      connection.carry(probe);
    }
    return connection;
  }

  /** Connects and tells {@code probe}. */
  void open(HostPort address, Duration timeout, HttpProbe probe) {
    ProbeConnection fresh = new ProbeConnection(this, address, probe);
    connector.connect(loop, address, timeout, fresh, fresh);
  }

  /**
   * Keeps {@code connection} for the next probe of its address, until it is too old: its check may
   * be gone by then.
   */
  void keep(ProbeConnection connection) {
    Channel channel = connection.channel();
    if (!channel.isActive() || idle.putIfAbsent(connection.address(), connection) != null) {
      var _ = channel.close();
      return;
    }
    connection.closeWhenOld(MAX_AGE_NANOS);
  }

  void lost(ProbeConnection connection) {
    idle.remove(connection.address(), connection);
  }
}
