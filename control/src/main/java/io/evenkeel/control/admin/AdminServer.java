package io.evenkeel.control.admin;

import io.evenkeel.core.model.BindAddress;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The running admin listener: Helidon's server, a virtual thread per connection. Any thread. */
public final class AdminServer implements AutoCloseable {
  /** People and scrapers, not traffic: a scraper, a browser's six connections, a few terminals. */
  private static final int MAX_CONNECTIONS = 200;

  /** Nothing can be written yet; the largest sensible body is an empty one. */
  private static final long MAX_BODY_BYTES = 64 * 1024;

  /** Longer than the usual scrape interval of 15 s to a minute, so that scrapers keep alive. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

  private final WebServer server;
  private final BindAddress address;

  private AdminServer(WebServer server, BindAddress address) {
    this.server = server;
    this.address = address;
  }

  /**
   * Binds and serves {@code endpoints}, keyed by path.
   *
   * @throws BindException when the address cannot be bound; the message names it and the reason
   */
  public static AdminServer start(BindAddress bind, Map<String, Endpoint> endpoints)
      throws IOException {
    WebServerConfig.Builder config =
        WebServer.builder()
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .maxTcpConnections(MAX_CONNECTIONS)
            .maxPayloadSize(MAX_BODY_BYTES)
            .idleConnectionTimeout(IDLE_TIMEOUT)
            .shutdownGracePeriod(Duration.ofMillis(500));
    HostCheck hosts =
        switch (bind) {
          case BindAddress.Tcp tcp -> {
            config.host(tcp.host()).port(tcp.port());
            yield HostCheck.forAddress(tcp.host());
          }
          case BindAddress.Unix unix -> {
            Files.deleteIfExists(Path.of(unix.path()));
            config.bindAddress(UnixDomainSocketAddress.of(unix.path()));
            yield HostCheck.forUnixSocket();
          }
        };
    AdminSite site = new AdminSite(endpoints, hosts);
    WebServer server =
        config
            .routing(routing -> routing.any((request, response) -> serve(site, request, response)))
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      throw bindException(bind, e);
    }
    return new AdminServer(server, bound(bind, server));
  }

  /** Where it listens, with the port the system chose when 0 was asked for. */
  public BindAddress address() {
    return address;
  }

  @Override
  public void close() {
    server.stop();
  }

  private static void serve(AdminSite site, ServerRequest request, ServerResponse response) {
    Page page =
        site.answer(
            new AdminSite.Asked(
                request.prologue().method().text(),
                request.path().path(),
                field(request, HeaderNames.HOST),
                field(request, HeaderNames.ORIGIN),
                field(request, HeaderNames.ACCEPT)));
    response.status(page.status());
    response.header(HeaderNames.CONTENT_TYPE, page.contentType());
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (!page.allow().isEmpty()) {
      response.header(HeaderNames.ALLOW, page.allow());
    }
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    if (request.prologue().method().text().equals("HEAD")) {
      response.contentLength(body.length);
      response.send();
    } else {
      response.send(body);
    }
  }

  private static String field(ServerRequest request, HeaderName name) {
    return request.headers().first(name).orElse("");
  }

  private static BindAddress bound(BindAddress asked, WebServer server) {
    return switch (asked) {
      case BindAddress.Tcp tcp -> new BindAddress.Tcp(tcp.host(), server.port());
      case BindAddress.Unix unix -> unix;
    };
  }

  private static BindException bindException(BindAddress bind, RuntimeException thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    BindException exception = new BindException(bind + ": " + cause.getMessage());
    exception.initCause(thrown);
    return exception;
  }
}
