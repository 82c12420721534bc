package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.server.Hand;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a client at one server: sticky cookies and hashed keys. */
@ExtendWith(LeakCheck.class)
class AffinityTest {
  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();
  @RegisterExtension final ProxyUnderTest second = new ProxyUnderTest();
  private final List<RawServer> servers = new ArrayList<>();

  @BeforeEach
  void startServers() {
    for (int i = 1; i <= 4; i++) {
      servers.add(proxy.server(Scripts.always(ok("s" + i))));
    }
  }

  private TestPool pool() {
    return new TestPool("api").servers(servers.stream().mapToInt(RawServer::port).toArray());
  }

  private HttpReply get(String fields) throws Exception {
    return get(proxy, fields);
  }

  private static HttpReply get(ProxyUnderTest proxy, String fields) throws Exception {
    return proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").read();
  }

  private static String cookieOf(HttpReply reply) {
    String set = Objects.requireNonNull(reply.header("set-cookie"));
    assertThat(set).matches("ek=[0-9a-f]{40}; Path=/; HttpOnly; SameSite=Lax");
    return "Cookie: x=y; " + set.substring(0, set.indexOf(';')) + "; z=1\r\n";
  }

  @Test
  void aStickyCookieKeepsTheServer() throws Exception {
    proxy.start(TestConfig.of(pool().stickyBy("ek")));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      HttpReply first = get("");
      seen.add(first.body());
      String cookie = cookieOf(first);
      for (int j = 0; j < 3; j++) {
        HttpReply next = get(cookie);
        assertThat(next.body()).isEqualTo(first.body());
        assertThat(next.header("set-cookie")).as("the client has it").isNull();
      }
    }
    assertThat(seen).as("new clients are spread").hasSize(4);
  }

  @Test
  void aCookieOfAServerThatIsGoneIsReplaced() throws Exception {
    proxy.start(TestConfig.of(pool().stickyBy("ek")));
    HttpReply first = get("");
    String cookie = cookieOf(first);
    int gone = Integer.parseInt(first.body().substring(1)) - 1;
    servers.get(gone).close();
    HttpReply next = get(cookie);
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.body()).isNotEqualTo(first.body());
    assertThat(cookieOf(next)).isNotEqualTo(cookie);
  }

  @Test
  void aCookieThatNamesNobodyIsReplaced() throws Exception {
    proxy.start(TestConfig.of(pool().stickyBy("ek")));
    assertThat(get("Cookie: ek=0123456789abcdef\r\n").header("set-cookie")).startsWith("ek=");
    assertThat(get("Cookie: ek=" + "0".repeat(40) + "\r\n").header("set-cookie")).startsWith("ek=");
    assertThat(get("Cookie: ek=\r\n").header("set-cookie")).startsWith("ek=");
  }

  /** By round robin: a request whose cookie counted would not move on. */
  @Test
  void aTamperedCookieChoosesNothing() throws Exception {
    proxy.start(TestConfig.of(pool().stickyBy("ek")));
    String cookie = cookieOf(get(""));
    int last = cookie.indexOf("; z=1") - 1;
    char other = cookie.charAt(last) == '0' ? '1' : '0';
    assertSpreads(cookie.substring(0, last) + other + cookie.substring(last + 1));
  }

  @Test
  void aCookieOfAnotherPoolChoosesNothing() throws Exception {
    int[] ports = servers.stream().mapToInt(RawServer::port).toArray();
    proxy.start(
        TestConfig.of(pool().stickyBy("ek"), new TestPool("other").servers(ports).stickyBy("ek"))
            .route("/other", "other")
            .route("/", "api"));
    HttpReply other = proxy.client().send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").read();
    assertSpreads(cookieOf(other));
  }

  @Test
  void aCookieOfAnotherSecretChoosesNothing() throws Exception {
    proxy.start(TestConfig.of(pool().stickyBy("ek")));
    second.stickySecret("another").start(TestConfig.of(pool().stickyBy("ek")));
    assertSpreads(cookieOf(get(second, "")));
  }

  @Test
  void nodesThatShareTheSecretBelieveEachOther() throws Exception {
    proxy.stickySecret("shared").start(TestConfig.of(pool().stickyBy("ek")));
    second.stickySecret("shared").start(TestConfig.of(pool().stickyBy("ek")));
    for (int i = 0; i < servers.size(); i++) {
      HttpReply first = get("");
      HttpReply elsewhere = get(second, cookieOf(first));
      assertThat(elsewhere.body()).isEqualTo(first.body());
      assertThat(elsewhere.header("set-cookie")).isNull();
    }
  }

  @Test
  void aClientOfADrainingServerIsTakenOverForGood() throws Exception {
    proxy.start(TestConfig.of(pool().stickyBy("ek")));
    HttpReply first = get("");
    String cookie = cookieOf(first);
    int number = Integer.parseInt(first.body().substring(1));
    long now = System.nanoTime();
    proxy.serverState(number).hand(new Hand(Hand.Kind.DRAINING, "ana", "update", null, now), now);
    proxy.pool("api").rebuild(now);
    HttpReply next = get(cookie);
    assertThat(next.body()).isNotEqualTo(first.body());
    HttpReply later = get(cookieOf(next));
    assertThat(later.body()).as("the new cookie counts").isEqualTo(next.body());
    assertThat(later.header("set-cookie")).isNull();
  }

  /** All servers answer in turn, and each answer replaces the cookie. */
  private void assertSpreads(String cookie) throws Exception {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < servers.size(); i++) {
      HttpReply reply = get(cookie);
      assertThat(reply.header("set-cookie")).startsWith("ek=");
      seen.add(reply.body());
    }
    assertThat(seen).hasSize(servers.size());
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(new BalancePolicy.Maglev(new HashKey.Header("x-user"))),
        Arguments.of(new BalancePolicy.RingHash(new HashKey.Cookie("x-user"))),
        Arguments.of(new BalancePolicy.Rendezvous(new HashKey.Path())),
        Arguments.of(new BalancePolicy.SourceHash()),
        Arguments.of(new BalancePolicy.Maglev(new HashKey.Source())));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theSameKeyMeetsTheSameServer(BalancePolicy policy) throws Exception {
    proxy.start(TestConfig.of(pool().balance(policy)));
    Set<String> seen = new HashSet<>();
    for (int user = 0; user < 12; user++) {
      String first = request(user);
      assertThat(request(user)).isEqualTo(first);
      seen.add(first);
    }
    boolean oneSource = policy.toString().contains("Source");
    assertThat(seen.size() == 1).as("%s", seen).isEqualTo(oneSource);
  }

  private String request(int user) throws Exception {
    try (RawClient client = RawClient.connect(proxy.port(), ProxyUnderTest.DEADLINE)) {
      return client
          .send(
              "GET /%d?q HTTP/1.1\r\nHost: a\r\nX-User: %d\r\nCookie: x-user=%d\r\n\r\n"
                  .formatted(user, user, user))
          .read()
          .body();
    }
  }
}
