package io.evenkeel.app.run;

import static io.evenkeel.app.run.PreflightBed.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.Config;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.Misbehaviour;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of checks, tried on real servers with the prober of the data plane. */
class PreflightTest {
  private final PreflightBed bed = new PreflightBed();

  @AfterEach
  void close() {
    bed.close();
  }

  /** The change of 10:05. */
  @Test
  void aWrongPathOnThreeOfThree(@TempDir Path folder) throws InterruptedException {
    try (NodeServer a = NodeServer.start(folder, "a");
        NodeServer b = NodeServer.start(folder, "b");
        NodeServer c = NodeServer.start(folder, "c")) {
      String[] addresses = {a.address(), b.address(), c.address()};
      List<ServerFacts> facts = bed.servers(api("/health", addresses), api("/missing", addresses));
      assertThat(facts).hasSize(3);
      for (ServerFacts server : facts) {
        assertThat(server.now()).isEqualTo(Health.HEALTHY);
        assertThat(server.after()).isEqualTo(Health.UNHEALTHY);
        CheckFact check = only(server);
        assertThat(check.question()).isEqualTo("GET /missing");
        assertThat(check.answers()).containsExactly("404", "404", "404");
        assertThat(check.passed()).isZero();
        assertThat(check.failed()).isEqualTo(3);
        assertThat(check.oldQuestion()).isEqualTo("GET /health");
        assertThat(check.oldPassed()).isTrue();
        assertThat(check.oldAnswer()).isEqualTo("200");
        assertThat(check.elapsedNanos()).isPositive();
      }
      // and back: the change that repairs it is a good one
      for (String address : addresses) {
        bed.now(address, Health.UNHEALTHY);
      }
      assertThat(bed.servers(api("/missing", addresses), api("/health", addresses)))
          .allMatch(server ->
              server.now() == Health.UNHEALTHY
                  && server.after() == Health.HEALTHY
                  && !only(server).oldPassed());
    }
  }

  @Test
  void aWrongPathOnOneOfThree() throws InterruptedException {
    try (RawServer a = answering(head -> "200");
        RawServer b = answering(head -> head.startsWith("GET /v2 ") ? "404" : "200");
        RawServer c = answering(head -> "200")) {
      String[] addresses = {a.address(), b.address(), c.address()};
      assertThat(bed.servers(api("/health", addresses), api("/v2", addresses)))
          .extracting(ServerFacts::after)
          .containsExactly(Health.HEALTHY, Health.UNHEALTHY, Health.HEALTHY);
    }
  }

  /** The server answers 200 "ok" to whom names it "api", 421 to others. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{ http: /health, host: api } | HEALTHY | 200",
        "{ http: /health, host: web } | UNHEALTHY | 421",
        "{ http: /health, host: api, status: 204 } | UNHEALTHY | 200",
        "{ http: /health, host: api, body: ready } | UNHEALTHY | body lacks \"ready\"",
        "{ http: /health, host: api, body: ok } | HEALTHY | 200",
        "{ http: /health, host: api, port: PORT } | UNHEALTHY | connection refused",
        "{ tcp: true } | HEALTHY | connected",
        "{ tcp: true, port: PORT } | UNHEALTHY | connection refused",
      })
  void whatTheCheckSays(String readiness, Health after, String answer) throws InterruptedException {
    String written = readiness.replace("PORT", Integer.toString(FreePorts.next()));
    try (RawServer server = answering(head -> head.contains("Host: api\r\n") ? "200" : "421")) {
      Config base = api("{ readiness: { http: /, host: api } }", server.address());
      ServerFacts facts =
          bed.servers(base, api("{ readiness: " + written + " }", server.address())).getFirst();
      assertThat(facts.after()).isEqualTo(after);
      assertThat(only(facts).answers()).hasSize(3).allMatch(answer::equals);
    }
  }

  @Test
  void aTimeoutBelowTheServersLatency(@TempDir Path folder) throws InterruptedException {
    try (NodeServer server = NodeServer.start(folder, "slow")) {
      Config base = api("{ readiness: { http: \"/slow?ms=300\" } }", server.address());
      Config target =
          api("{ readiness: { http: \"/slow?ms=300\", timeout: 100ms } }", server.address());
      ServerFacts facts = bed.servers(base, target).getFirst();
      assertThat(facts.after()).isEqualTo(Health.UNHEALTHY);
      assertThat(only(facts).question()).isEqualTo("GET /slow?ms=300 within 100ms");
      assertThat(only(facts).answers())
          .allMatch(answer -> answer.startsWith("timeout after 100ms"));
    }
  }

  @Test
  void aFlappingServerShows() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    try (RawServer server = answering(_ -> asked.incrementAndGet() % 2 == 0 ? "200" : "503")) {
      ServerFacts facts =
          bed.servers(api("/a", server.address()), api("/b", server.address())).getFirst();
      assertThat(facts.after()).isEqualTo(Health.HEALTHY); // two failures, not three in a row
      assertThat(only(facts).answers()).containsExactly("503", "200", "503");
      assertThat(only(facts).passed()).isEqualTo(1);
      assertThat(only(facts).failed()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatIsDownAlreadyIsMarkedAndAskedOnce() throws InterruptedException {
    try (RawServer up = RawServer.start(Misbehaviour.wellBehaved())) {
      String down = "127.0.0.1:" + FreePorts.next();
      bed.now(down, Health.UNHEALTHY);
      List<ServerFacts> facts =
          bed.servers(api("/a", up.address(), down), api("/b", up.address(), down));
      assertThat(facts.get(0).after()).isEqualTo(Health.HEALTHY);
      assertThat(facts.get(1).now()).isEqualTo(Health.UNHEALTHY);
      assertThat(facts.get(1).after()).isEqualTo(Health.UNHEALTHY);
      assertThat(only(facts.get(1)).answers()).containsExactly("connection refused");
      assertThat(only(facts.get(1)).oldPassed()).isFalse();
    }
  }

  @Test
  void newServersAreConnectedToAndAskedAll() throws InterruptedException {
    try (RawServer old = RawServer.start(Misbehaviour.wellBehaved());
        RawServer fresh = RawServer.start(Misbehaviour.wellBehaved());
        RawServer mute = RawServer.start(Misbehaviour.resetAfterRequest())) {
      String down = "127.0.0.1:" + FreePorts.next();
      String health = "{ readiness: { http: /health }, liveness: { tcp: true } }";
      Config target = api(health, old.address(), fresh.address(), down, mute.address());
      List<ServerFacts> facts = bed.servers(api(health, old.address()), target);
      assertThat(facts)
          .extracting(ServerFacts::isNew, ServerFacts::now, ServerFacts::after)
          .containsExactly(
              tuple(false, Health.HEALTHY, Health.HEALTHY),
              tuple(true, Health.CHECKING, Health.HEALTHY),
              tuple(true, Health.CHECKING, Health.UNHEALTHY),
              tuple(true, Health.CHECKING, Health.UNHEALTHY));
      assertThat(old.accepted()).as("an unchanged server").isZero();
      assertThat(facts.get(1).connectFailure()).isEmpty();
      assertThat(facts.get(1).checks())
          .extracting(CheckFact::role, CheckFact::passed, CheckFact::oldQuestion)
          .containsExactly(tuple("readiness", 3, ""), tuple("liveness", 3, ""));
      assertThat(facts.get(2).connectFailure()).isEqualTo("connection refused");
      assertThat(facts.get(2).checks()).allMatch(check -> check.failed() == 1);
      assertThat(facts.get(3).connectFailure()).isEmpty();
    }
  }

  @Test
  void noTrafficWhereNoQuestionChanges() throws InterruptedException {
    try (RawServer server = RawServer.start(Misbehaviour.wellBehaved())) {
      Config base = api("{ readiness: { http: /health } }", server.address());
      Config target =
          api("{ readiness: { http: /health, interval: 9s, rise: 1, fall: 7 } }", server.address());
      LiveFacts facts = bed.run(base, target);
      assertThat(facts.obstacles()).isEmpty();
      assertThat(server.accepted()).isZero();
      assertThat(bed.servers(base, api("off", server.address())).getFirst().after())
          .isEqualTo(Health.HEALTHY);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void theOldCheckIsAskedOnceWhereItsVerdictIsStale() throws InterruptedException {
    AtomicInteger old = new AtomicInteger();
    RawServer server =
        answering(head -> {
          boolean isOld = head.startsWith("GET /old ");
          old.addAndGet(isOld ? 1 : 0);
          return isOld ? "500" : "200";
        });
    try (server) {
      Config base = api("/old", server.address());
      Config target = api("/new", server.address());
      assertThat(only(bed.servers(base, target).getFirst()).oldPassed()).isTrue();
      assertThat(old).hasValue(0);
      bed.lastAnswersAre(Duration.ofMinutes(1));
      assertThat(only(bed.servers(base, target).getFirst()).oldPassed()).isFalse();
      assertThat(old).hasValue(1);
    }
  }

  private static CheckFact only(ServerFacts server) {
    assertThat(server.checks()).hasSize(1);
    return server.checks().getFirst();
  }

  /** Answers every request with the status that {@code status} says of its head. */
  private static RawServer answering(Function<String, String> status) {
    return RawServer.start(connection -> {
      for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
        connection.send(
            "HTTP/1.1 " + status.apply(head) + " Said\r\nContent-Length: 3\r\n\r\nok\n");
      }
    });
  }
}
