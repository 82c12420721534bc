package io.evenkeel.proxy.probe;

import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/**
 * Sends probes with the connector that traffic uses, all on one loop. TCP probes connect each time,
 * HTTP probes keep a connection for a while. Thread-safe.
 */
public final class NettyProber implements Prober {
  private final EventLoop loop;
  private final Connector connector;
  private final ProbeConnections connections;
  private final String userAgent;

  /**
   * @param loop where probes run: best not one that carries traffic
   * @param version of the product, sent in {@code User-Agent}
   */
  public NettyProber(EventLoop loop, Connector connector, String version) {
    this.loop = loop;
    this.connector = connector;
    this.connections = new ProbeConnections(loop, connector);
    this.userAgent = "evenkeel-probe/" + version;
  }

  @Override
  public void probe(HostPort server, HealthCheck.Active check, Consumer<ProbeResult> whenDone) {
    HostPort address = check.port() == 0 ? server : new HostPort(server.host(), check.port());
    loop.execute(() -> send(address, check, whenDone));
  }

  private void send(HostPort address, HealthCheck.Active check, Consumer<ProbeResult> whenDone) {
    Verdict verdict = new Verdict(whenDone, check.timeout());
    switch (check.probe()) {
      case ProbeKind.Tcp _ -> {
        TcpProbe probe = new TcpProbe(verdict);
        connector.connect(loop, address, check.timeout(), probe, probe);
      }
      case ProbeKind.Http http -> {
        ProbeRequest request = new ProbeRequest(address, http, userAgent);
        new HttpProbe(connections, check, request, verdict).begin();
      }
    }
  }
}
