package io.evenkeel.proxy.probe;

import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static io.evenkeel.core.health.ProbeOutcome.INCONCLUSIVE;
import static io.evenkeel.core.health.ProbeOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.StatusRanges;
import io.evenkeel.proxy.upstream.AddressResolver;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettyProberTest {
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final NettyProber prober =
      new NettyProber(
          loops.next(),
          new Connector(
              EpollSocketChannel::new,
              new AddressResolver(
                  InetAddress::getAllByName,
                  task -> Thread.ofVirtual().start(task),
                  System::nanoTime)),
          "9.9");

  @AfterEach
  void close() throws InterruptedException {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  @Test
  void sendsWhatTheCheckSays() throws Exception {
    ProbeKind.Http http =
        new ProbeKind.Http(
            "/health?deep=1", "HEAD", StatusRanges.SUCCESS, "", "api", Map.of("X-Check", "lb"));
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")) {
      assertThat(answer(server.address(), check(http, LONG))).isEqualTo("PASS 204");
      assertThat(server.requests)
          .containsExactly(
              """
              HEAD /health?deep=1 HTTP/1.1
              Host: api
              User-Agent: evenkeel-probe/9.9
              X-Check: lb

              """
                  .replace("\n", "\r\n"));
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK#Content-Length: 2##ok | PASS 200",
        "HTTP/1.0 200 OK##ok | PASS 200",
        "HTTP/1.1 204 No Content## | PASS 204",
        "HTTP/1.1 100 Continue##HTTP/1.1 103 Early Hints#Link: a##HTTP/1.1 200 OK## | PASS 200",
        "HTTP/1.1 404 Not Found#Content-Length: 0## | FAIL 404",
        "HTTP/1.1 301 Moved#Location: /#Content-Length: 0## | FAIL 301",
        "SSH-2.0-OpenSSH_9.2# | FAIL not HTTP: malformed status line: \"SSH-2.0-OpenSSH_9.2\"",
        "HTTP/2 200## | FAIL not HTTP: malformed status line: \"HTTP/2 200\"",
        "HTTP/1.1 200 OK#Content-Length : 2##ok | FAIL not HTTP: whitespace before colon",
        "HTTP/1.1 200 OK#A: b# folded##ok | FAIL not HTTP: folded or indented field line",
        "HTTP/1.1 200 OK#Content-Length: 2#Content-Length: 3##ok | FAIL not HTTP: more than one Content-Length",
        "HTTP/1.1 101 Switching Protocols#Upgrade: x#Connection: upgrade## | FAIL not HTTP: switched protocols unasked",
      })
  void judgesTheHead(String response, String expected) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readHead();
          peer.send(response.replace("#", "\r\n"));
        })) {
      assertThat(answer(server.address(), check(ProbeKind.Http.get("/"), LONG)))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 10##status: up  | PASS 200",
        "Content-Length: 12##status: down | FAIL body lacks \"up\"",
        "A: until-close##status: up | PASS 200",
        "A: until-close##status: down | FAIL body lacks \"up\"",
        "Transfer-Encoding: chunked##9;a=b#status: u#1#p#0## | PASS 200",
        "Transfer-Encoding: chunked##4#down#0## | FAIL body lacks \"up\"",
        "Transfer-Encoding: chunked##zz# | FAIL not HTTP: malformed chunk size",
        "Content-Length: 100##status: | FAIL closed within the body of its answer",
      })
  void looksForTheTextInTheBodyHoweverItIsFramed(String rest, String expected) throws Exception {
    ProbeKind.Http http = new ProbeKind.Http("/", "GET", StatusRanges.SUCCESS, "up", "", Map.of());
    String response = "HTTP/1.1 200 OK\r\n" + rest.replace("#", "\r\n");
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readHead();
          for (int i = 0; i < response.length(); i++) {
            peer.send(response.substring(i, i + 1));
          }
        })) {
      assertThat(answer(server.address(), check(http, LONG))).isEqualTo(expected);
    }
  }

  @Test
  void searchesTheFirst64KiBOnly() throws Exception {
    ProbeKind.Http http = new ProbeKind.Http("/", "GET", StatusRanges.SUCCESS, "ok", "", Map.of());
    String filler = "x".repeat(64 * 1024 - 2);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n";
    try (ScriptedServer within =
            new ScriptedServer(peer -> {
              peer.readHead();
              peer.send(head + filler + "ok");
              peer.hang();
            });
        ScriptedServer beyond =
            new ScriptedServer(peer -> {
              peer.readHead();
              peer.send(head + filler + "xok");
              peer.hang();
            })) {
      assertThat(answer(within.address(), check(http, LONG))).isEqualTo("PASS 200");
      assertThat(answer(beyond.address(), check(http, LONG))).isEqualTo("FAIL body lacks \"ok\"");
    }
  }

  @Test
  void anEndlessHeadIsRefused() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readHead();
          peer.send("HTTP/1.1 200 OK\r\nA: ");
          while (true) {
            peer.send("a".repeat(1000));
          }
        })) {
      assertThat(answer(server.address(), check(ProbeKind.Http.get("/"), LONG)))
          .isEqualTo("FAIL not HTTP: head too long");
    }
  }

  @ParameterizedTest(name = "after \"{0}\" -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | FAIL closed without an answer   | FAIL connection reset | connected",
        "HTTP/1.1 20       | FAIL closed within the head of its answer | FAIL connection reset | receiving the head",
      })
  void saysHowAServerFailed(String sent, String closed, String reset, String timeout)
      throws Exception {
    HealthCheck.Active check = check(ProbeKind.Http.get("/"), LONG);
    try (ScriptedServer closing =
            new ScriptedServer(peer -> {
              peer.readHead();
              peer.send(sent);
            });
        ScriptedServer resetting =
            new ScriptedServer(peer -> {
              peer.readHead();
              peer.send(sent);
              peer.resetOnClose();
            });
        ScriptedServer hanging =
            new ScriptedServer(peer -> {
              peer.send(sent);
              peer.hang();
            })) {
      assertThat(answer(closing.address(), check)).isEqualTo(closed);
      assertThat(answer(resetting.address(), check)).isEqualTo(reset);
      assertThat(answer(hanging.address(), check(ProbeKind.Http.get("/"), SHORT)))
          .isEqualTo("FAIL timeout after 200ms (" + timeout + ")");
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    HostPort gone;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      gone = new HostPort("127.0.0.1", server.getLocalPort());
    }
    for (ProbeKind kind : new ProbeKind[] {new ProbeKind.Tcp(), ProbeKind.Http.get("/")}) {
      assertThat(answer(gone, check(kind, LONG))).isEqualTo("FAIL connection refused");
    }
  }

  @Test
  void aTcpProbeIsContentWithAConnectionAndAsksThePortOfTheCheck() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.send("220 greetings\r\n");
          peer.readToEnd();
        })) {
      HealthCheck.Active elsewhere =
          new HealthCheck.Active(
              new ProbeKind.Tcp(), server.address().port(), INTERVAL, LONG, 1, 1);
      assertThat(answer(new HostPort("127.0.0.1", 1), elsewhere)).isEqualTo("PASS connected");
      assertThat(answer(server.address(), check(new ProbeKind.Tcp(), LONG)))
          .isEqualTo("PASS connected");
    }
  }

  @Test
  void frequentProbesShareAConnectionAndSeldomOnesAskToClose() throws Exception {
    HealthCheck.Active frequent = everyTenSeconds();
    HealthCheck.Active seldom =
        new HealthCheck.Active(
            ProbeKind.Http.get("/"), 0, Duration.ofSeconds(60), Duration.ofSeconds(20), 1, 1);
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      for (int i = 0; i < 3; i++) {
        assertThat(answer(server.address(), frequent)).isEqualTo("PASS 200");
      }
      assertThat(server.connections).hasValue(1);
      assertThat(server.requests).noneMatch(request -> request.contains("Connection:"));

      assertThat(answer(server.address(), seldom)).isEqualTo("PASS 200");
      assertThat(server.connections).hasValue(1);
      assertThat(answer(server.address(), seldom)).isEqualTo("PASS 200");
      assertThat(server.connections).hasValue(2);
      assertThat(server.requests.getLast()).contains("\r\nConnection: close\r\n");
    }
  }

  @Test
  void aKeptConnectionThatBrokeIsNotHeldAgainstTheServer() throws Exception {
    AtomicInteger connection = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readHead();
          peer.send(OK);
          if (connection.incrementAndGet() == 1) {
            peer.readHead();
            peer.resetOnClose();
          } else {
            peer.hang();
          }
        })) {
      assertThat(answer(server.address(), everyTenSeconds())).isEqualTo("PASS 200");
      assertThat(answer(server.address(), everyTenSeconds())).isEqualTo("PASS 200");
      assertThat(server.connections).hasValue(2);
      assertThat(server.requests).hasSize(3);
    }
  }

  @Test
  void aServerThatDiedBetweenTwoProbesIsRefusedAtTheNext() throws Exception {
    HostPort address;
    try (ScriptedServer server = ScriptedServer.answering(OK)) {
      address = server.address();
      assertThat(answer(address, everyTenSeconds())).isEqualTo("PASS 200");
    }
    assertThat(answer(address, everyTenSeconds())).isEqualTo("FAIL connection refused");
  }

  @Test
  void anAnswerThatForbidsReuseIsNotReused() throws Exception {
    for (String response :
        new String[] {
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok",
        }) {
      try (ScriptedServer server = ScriptedServer.answering(response)) {
        answer(server.address(), everyTenSeconds());
        answer(server.address(), everyTenSeconds());
        assertThat(server.connections).as(response).hasValue(2);
      }
    }
  }

  @Test
  void closesWithoutResettingWhenTheServerIsStillSending() throws Exception {
    CountDownLatch verdictGiven = new CountDownLatch(1);
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readHead();
          peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n");
          awaitQuietly(verdictGiven);
          peer.send("ok");
          end.complete(peer.readToEnd());
        })) {
      assertThat(answer(server.address(), check(ProbeKind.Http.get("/"), LONG)))
          .isEqualTo("PASS 200");
      verdictGiven.countDown();
      assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @Test
  void aNameWithoutAddressFailsTheProbe() throws Exception {
    assertThat(
            answer(
                new HostPort("no-such-server.invalid", 80), check(ProbeKind.Http.get("/"), LONG)))
        .isEqualTo("FAIL no address for no-such-server.invalid");
  }

  @Test
  void aLackOfDescriptorsOnOurSideSaysNothingOfTheServer() throws Exception {
    Connector outOfDescriptors =
        new Connector(
            () -> {
              throw new ChannelException("Too many open files");
            },
            AddressResolver.system());
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();

    new NettyProber(loops.next(), outOfDescriptors, "9.9")
        .probe(new HostPort("127.0.0.1", 1), check(new ProbeKind.Tcp(), LONG), result::complete);

    assertThat(result.get(20, TimeUnit.SECONDS))
        .extracting(ProbeResult::outcome, ProbeResult::answer)
        .containsExactly(INCONCLUSIVE, "local: Too many open files");
  }

  private static HealthCheck.Active everyTenSeconds() {
    return new HealthCheck.Active(
        ProbeKind.Http.get("/"), 0, Duration.ofSeconds(10), Duration.ofSeconds(10), 1, 1);
  }

  private static HealthCheck.Active check(ProbeKind kind, Duration timeout) {
    return new HealthCheck.Active(kind, 0, INTERVAL, timeout, 1, 1);
  }

  private String answer(HostPort server, HealthCheck.Active check) throws Exception {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    prober.probe(server, check, given -> assertThat(result.complete(given)).isTrue());
    ProbeResult given = result.get(30, TimeUnit.SECONDS);
    ProbeOutcome outcome = given.outcome();
    assertThat(outcome).isIn(PASS, FAIL);
    assertThat(given.elapsedNanos()).isPositive();
    return outcome + " " + given.answer();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
