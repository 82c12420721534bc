package io.evenkeel.control.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.model.BindAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private static final Operations PAGES = pages();
  private static final SignIn NO_USERS = new SignIn(Map::of, _ -> {}, System::nanoTime);

  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    server = AdminServer.start(new BindAddress.Tcp("127.0.0.1", 0), PAGES, NO_USERS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersGetWithThePage() throws IOException {
    assertThat(ask("GET", "/healthz", "localhost"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("cache-control: no-store")
        .endsWith("\r\n\r\nok\n");
    assertThat(ask("GET", "/readyz", "localhost"))
        .startsWith("HTTP/1.1 503")
        .endsWith("not ready: draining\n");
  }

  @Test
  void answersHeadWithTheHeadOnly() throws IOException {
    assertThat(ask("HEAD", "/healthz", "localhost"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("content-length: 3")
        .endsWith("\r\n\r\n");
  }

  @Test
  void ignoresTheQuery() throws IOException {
    assertThat(ask("GET", "/healthz?verbose=1", "localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void passesAcceptToThePage() throws IOException {
    assertThat(ask("GET", "/accept", "localhost", "Accept: a/b")).endsWith("a/b\n");
  }

  @Test
  void unknownPathIsAProblemThatNamesThePaths() throws IOException {
    assertThat(ask("GET", "/metrix", "localhost"))
        .startsWith("HTTP/1.1 404")
        .containsIgnoringCase("content-type: application/problem+json")
        .contains("\"status\":404", "/metrix", "/healthz, /metrics, /readyz");
  }

  @Test
  void onlyReadingIsAllowed() throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"}) {
      assertThat(ask(method, "/healthz", "localhost"))
          .as(method)
          .startsWith("HTTP/1.1 405")
          .containsIgnoringCase("allow: GET, HEAD")
          .contains("\"status\":405");
    }
  }

  @Test
  void turnsForeignHostsAway() throws IOException {
    for (String host :
        new String[] {"evil.example", "evil.example:9900", "localhost.evil.example"}) {
      assertThat(ask("GET", "/healthz", host)).as(host).startsWith("HTTP/1.1 421");
    }
    for (String host : new String[] {"localhost", "LOCALHOST:1", "127.0.0.1:9900", "[::1]:9900"}) {
      assertThat(ask("GET", "/healthz", host)).as(host).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void turnsForeignOriginsAway() throws IOException {
    assertThat(ask("GET", "/healthz", "localhost", "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 403");
    assertThat(ask("GET", "/healthz", "localhost", "Origin: null")).startsWith("HTTP/1.1 403");
    assertThat(ask("GET", "/healthz", "localhost", "Origin: http://127.0.0.1:9900"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void aFailingPageTellsNothingOfItsInside() throws IOException {
    assertThat(ask("GET", "/broken", "localhost"))
        .startsWith("HTTP/1.1 500")
        .contains("problem+json")
        .doesNotContain("secret");
  }

  @Test
  void standardPagesAreThere() throws IOException {
    assertThat(ask("GET", "/", "localhost")).contains("text/html", "/api/v1/status");
    assertThat(ask("GET", "/api/v1/openapi.json", "localhost")).contains("\"openapi\"");
  }

  @Test
  void aTakenAddressIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BindAddress bind = new BindAddress.Tcp("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> AdminServer.start(bind, PAGES, NO_USERS))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void refusesASocketFileInWords() {
    assertThatThrownBy(
            () -> AdminServer.start(new BindAddress.Unix("/tmp/admin.sock"), PAGES, NO_USERS))
        .hasMessageContaining("unix:/tmp/admin.sock")
        .hasMessageContaining("HOST:PORT");
  }

  @Test
  void answersOldHealthCheckersWithoutHost() throws IOException {
    assertThat(send("GET /healthz HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  private static Operations pages() {
    List<Operation> all =
        new ArrayList<>(
            SystemPages.operations(
                _ -> Page.text(503, "not ready: draining"),
                _ -> Page.text(200, ""),
                _ -> Page.json("{}")));
    all.add(Operation.read("/accept", asked -> Page.text(200, asked.accept())));
    all.add(
        Operation.read(
            "/broken",
            _ -> {
              throw new IOException("secret detail");
            }));
    return new Operations(all);
  }

  private String ask(String method, String path, String host, String... fields) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
    for (String field : fields) {
      head.append("\r\n").append(field);
    }
    return send(head.append("\r\nConnection: close\r\n\r\n").toString());
  }

  private String send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
      socket.setSoTimeout(5000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
