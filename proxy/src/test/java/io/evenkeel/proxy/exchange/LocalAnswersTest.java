package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that need no server, routes that share, requests that no route takes. */
@ExtendWith(LeakCheck.class)
class LocalAnswersTest {
  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  @Test
  void aRedirectTellsWhere() throws Exception {
    proxy.start(TestConfig.of().route("/old", new RouteAction.Redirect("/new", 308)));
    RawClient client = proxy.client();
    HttpReply reply = client.get("/old");
    assertThat(reply.status()).isEqualTo(308);
    assertThat(reply.header("location")).isEqualTo("/new");
    assertThat(client.get("/old").status()).as("the connection goes on").isEqualTo(308);
  }

  @Test
  void aFixedAnswerIsGivenAsWritten() throws Exception {
    proxy.start(TestConfig.of().route("/", new RouteAction.Respond(418, "{\"é\":1}", "text/x")));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(418);
    assertThat(reply.header("content-type")).isEqualTo("text/x");
    assertThat(reply.body().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .isEqualTo("{\"é\":1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void anAnswerThatMayHaveNoContentHasNone(int status) throws Exception {
    proxy.start(
        TestConfig.of().route("/", new RouteAction.Respond(status, "not sent", "text/plain")));
    RawClient client = proxy.client();
    for (int i = 0; i < 2; i++) {
      HttpReply reply = client.get("/");
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("content-length")).isNull();
    }
  }

  @Test
  void headGetsTheHeadOnly() throws Exception {
    proxy.start(TestConfig.of().route("/a", new RouteAction.Respond(200, "abc", "text/plain")));
    RawClient client = proxy.client().send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readBodiless().header("content-length")).isEqualTo("3");
    assertThat(client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n").readBodiless().status())
        .isEqualTo(404);
    assertThat(client.get("/a").body()).as("still in step").isEqualTo("abc");
  }

  @Test
  void noRouteIsNotFound() throws Exception {
    proxy.start(TestConfig.of().route("/a", new RouteAction.Respond(200, "", "text/plain")));
    HttpReply reply = proxy.client().get("/b");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("proxy-status")).startsWith("evenkeel; error=destination_not_found");
  }

  @Test
  void aBodyThatNobodyReadsEndsTheConnectionBehindTheAnswer() throws Exception {
    proxy.start(TestConfig.of().route("/", new RouteAction.Respond(200, "ok", "text/plain")));
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nGET / ");
    HttpReply reply = client.read();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.saysClose()).isTrue();
    assertThat(client.readToEnd()).as("the body is not taken for a request").isEmpty();
  }

  @Test
  void aSplitSharesByWeight() throws Exception {
    RawServer one = proxy.server(Scripts.always(ok("1")));
    RawServer two = proxy.server(Scripts.always(ok("2")));
    Map<PoolName, Integer> weights = new LinkedHashMap<>();
    weights.put(new PoolName("one"), 3);
    weights.put(new PoolName("two"), 1);
    weights.put(new PoolName("none"), 0);
    proxy.start(
        TestConfig.of(
                new TestPool("one").servers(one.port()),
                new TestPool("two").servers(two.port()),
                new TestPool("none"))
            .route("/", new RouteAction.Split(weights, Duration.ZERO)));
    RawClient client = proxy.client();
    int toTwo = 0;
    for (int i = 0; i < 400; i++) {
      toTwo += client.get("/").body().equals("2") ? 1 : 0;
    }
    // 100 expected; the standard deviation is 8.7, the seed is fixed.
    assertThat(toTwo).isBetween(65, 135);
  }

  @Test
  void requestsThatEndHereByTheirOwnWishGetAnAnswerOfOurs() throws Exception {
    RawServer server = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client();
    String options = "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: ";
    assertThat(client.send(options + "0\r\n\r\n").read().status()).isEqualTo(204);
    assertThat(client.send(options + "2\r\n\r\n").read().body()).contains("Max-Forwards: 1\r\n");
    client.send("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(405);
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void routesSeeTheNormalPathAndServersTheRawOne() throws Exception {
    RawServer server = proxy.server(Scripts.echo());
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()))
            .route("/admin/", new RouteAction.Respond(403, "", "text/plain"))
            .route("/", "api"));
    RawClient client = proxy.client();
    for (String path : new String[] {"/admin/x", "/%61dmin/", "/x/../admin/", "/./admin/x"}) {
      assertThat(client.get(path).status()).as(path).isEqualTo(403);
    }
    assertThat(client.get("/x/../%7e").body()).startsWith("GET /x/../%7e HTTP/1.1\r\n");
  }
}
