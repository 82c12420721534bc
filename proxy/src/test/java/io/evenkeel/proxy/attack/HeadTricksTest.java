package io.evenkeel.proxy.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.proxy.attack.StrictHttp.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Heads that lie about who asks, for what, or how much there is. */
final class HeadTricksTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

  @Test
  void aStrangerCannotSayWhoItIs() throws Exception {
    try (ScriptedServer server = ScriptedServer.numbering();
        ProxyUnderTest proxy = ProxyUnderTest.before(server.port())) {
      proxy.exchange(
          GET
              + "X-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 1.1.1.2\r\nX_Forwarded_For: 1.1.1.3\r\n"
              + "X-Forwarded_For: 1.1.1.4\r\nX.Forwarded.For: 1.1.1.5\r\nX-Real-IP: 1.1.1.6\r\n"
              + "X_Real_IP: 1.1.1.7\r\nForwarded: for=1.1.1.8\r\nX-Forwarded-Proto: https\r\n"
              + "X_FORWARDED_PROTO: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\n"
              + "Transfer_Encoding: chunked\r\nContent_Length: 5\r\nProxy: http://evil/\r\n"
              + "Connection: X-Forwarded-For, X-Forwarded-Proto, X-Request-Id\r\n"
              + "X_Harmless: 1\r\n\r\n");
      Message got = server.requests.get(1);
      assertThat(got.values("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(got.values("x-forwarded-proto")).containsExactly("http");
      assertThat(got.values("x-forwarded-host")).containsExactly("a");
      assertThat(got.values("x-request-id")).hasSize(1);
      assertThat(got.values("x_harmless")).containsExactly("1");
      assertThat(got.fields().stream().map(f -> f[1]))
          .noneMatch(value -> value.contains("1.1.1.") || value.contains("evil"));
      assertThat(got.fields().stream().map(f -> f[0]))
          .noneMatch(
              name -> name.matches("(?i)(content|transfer|x)[_.].*(length|encoding|for|proto)"));
    }
  }

  @Test
  void aTrustedProxysListIsKeptInItsOrder() throws Exception {
    Cidr loopback = new Cidr(new AddressBytes(new byte[] {127, 0, 0, 0}), 8);
    try (ScriptedServer server = ScriptedServer.numbering();
        ProxyUnderTest proxy =
            ProxyUnderTest.start(
                List.of(Route.to(new PoolName("a"))),
                Map.of("a", server.port()),
                List.of(loopback))) {
      proxy.exchange(
          GET
              + "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nX_Forwarded_For: 3\r\n\r\n");
      Message got = server.requests.get(1);
      assertThat(got.values("x-forwarded-for")).containsExactly("1.1.1.1, 2.2.2.2, 127.0.0.1");
      assertThat(got.values("x_forwarded_for")).isEmpty();
    }
  }

  @Test
  void limitsHoldToTheByte() throws Exception {
    try (ScriptedServer server = ScriptedServer.numbering();
        ProxyUnderTest proxy = ProxyUnderTest.before(server.port())) {
      assertThat(proxy.exchange(padded(ProxyUnderTest.HEADER_BYTES))).startsWith("HTTP/1.1 200 ");
      assertThat(proxy.exchange(padded(ProxyUnderTest.HEADER_BYTES + 1)))
          .startsWith("HTTP/1.1 431 ");
      String field = "X: y\r\n";
      assertThat(proxy.exchange(GET + field.repeat(ProxyUnderTest.HEADERS - 2) + "\r\n"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(proxy.exchange(GET + field.repeat(ProxyUnderTest.HEADERS - 1) + "\r\n"))
          .startsWith("HTTP/1.1 431 ");
      assertThat(server.requests).hasSize(2);
    }
  }

  private static String padded(int length) {
    String end = "\r\n\r\n";
    return GET + "Cookie: " + "c".repeat(length - GET.length() - 8 - end.length()) + end;
  }

  @Test
  void noSpellingOfHostOrPathPassesARouteBy() throws Exception {
    Route denied = route(new HostPattern.Exact("a"), "/admin/", "denied");
    Route hidden = route(new HostPattern.Exact("secret.example"), "/", "hidden");
    Route open = Route.to(new PoolName("a"));
    try (ScriptedServer server = ScriptedServer.numbering();
        ProxyUnderTest proxy =
            ProxyUnderTest.start(
                List.of(denied, hidden, open), Map.of("a", server.port()), List.of())) {
      for (String path :
          List.of(
              "/admin/",
              "//admin/",
              "/%61dmin/",
              "/x/../admin/",
              "/admin;x/",
              "/admin%2f",
              "/./admin/",
              "http://a/admin/",
              "http://A:80/admin/",
              "http://a.//admin/")) {
        assertThat(get(proxy, path, "a")).as(path).endsWith("denied");
      }
      for (String path :
          List.of("/x/..;/admin/", "/x%2f..%2fadmin/", "/x/..%2fadmin/", "/x//../admin/")) {
        assertThat(get(proxy, path, "a")).as(path).startsWith("HTTP/1.1 400 ");
      }
      for (String host :
          List.of("secret.example", "SECRET.example", "secret.example.", "secret.example:80")) {
        assertThat(get(proxy, "/", host)).as(host).endsWith("hidden");
      }
      assertThat(get(proxy, "http://secret.example/", "a")).endsWith("hidden");
      assertThat(get(proxy, "/admin\\..\\", "a")).startsWith("HTTP/1.1 400 ");
      assertThat(server.requests).isEmpty();
      assertThat(get(proxy, "/open", "[::1]:80")).endsWith("ok");
    }
  }

  private static Route route(HostPattern host, String path, String answer) {
    RouteAction action = new RouteAction.Respond(403, answer, "text/plain");
    return new Route(
        host, new PathPattern.Prefix(path), Set.of(), Map.of(), action, Admission.DEFAULT);
  }

  private static String get(ProxyUnderTest proxy, String path, String host) throws IOException {
    return proxy.exchange(
        "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }
}
