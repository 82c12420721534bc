package io.evenkeel.proxy.probe;

import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends probes with the connector that traffic uses, all on one loop, each over a connection of its
 * own. Thread-safe.
 *
 * <p>One connection per probe, because a server that no longer accepts connections is to be found
 * out by the very next probe; what that costs is in {@code docs/adr/0005-probe-connections.md}.
 */
public final class NettyProber implements Prober {
  private final EventLoop loop;
  private final Connector connector;
  private final String userAgent;

  /**
   * @param loop where probes run: best not one that carries traffic
   * @param version of the product, sent in {@code User-Agent}
   */
  public NettyProber(EventLoop loop, Connector connector, String version) {
    this.loop = loop;
    this.connector = connector;
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
        HttpProbe probe = new HttpProbe(verdict, http, request(address, http));
        connector.connect(loop, address, check.timeout(), probe, probe);
      }
    }
  }

  private byte[] request(HostPort address, ProbeKind.Http http) {
    StringBuilder head = new StringBuilder(256);
    head.append(http.method()).append(' ').append(http.path()).append(" HTTP/1.1\r\n");
    field(head, "Host", http.host().isEmpty() ? address.toString() : http.host());
    if (http.headers().keySet().stream().noneMatch("User-Agent"::equalsIgnoreCase)) {
      field(head, "User-Agent", userAgent);
    }
    field(head, "Connection", "close");
    for (Map.Entry<String, String> header : http.headers().entrySet()) {
      field(head, header.getKey(), header.getValue());
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
