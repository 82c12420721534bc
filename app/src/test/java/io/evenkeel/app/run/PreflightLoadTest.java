package io.evenkeel.app.run;

import static io.evenkeel.app.run.PreflightBed.api;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.Config;
import io.evenkeel.testkit.process.NginxServer;
import io.evenkeel.testkit.process.RawServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preflight costs: its time, and its requests as the servers see them. */
class PreflightLoadTest {
  private static final int SERVERS = 1_000;

  /** Twice the promise for a whole plan: what else runs on the machine shall not fail this. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final PreflightBed bed = new PreflightBed();

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void aThousandServersInSeconds(@TempDir Path folder) throws InterruptedException {
    try (NginxServer nginx = NginxServer.start(folder, SERVERS)) {
      List<String> addresses = IntStream.range(0, SERVERS).mapToObj(nginx::address).toList();
      Config base = api("/health", addresses);
      measure("a changed path", base, api("/api/health", addresses), Health.UNHEALTHY);
      measure("a changed body", base, with("body: ok", addresses), Health.HEALTHY);
      bed.lastAnswersAre(Duration.ofHours(1));
      measure("a stale verdict", base, with("body: ok", addresses), Health.HEALTHY);
      Config none = PreflightBed.config("api: { servers: { a: \"127.0.0.1:1\" } }");
      measure("new servers", none, api("/health", addresses), Health.HEALTHY);
    }
  }

  private static Config with(String more, List<String> addresses) {
    return api("{ readiness: { http: /health, " + more + " } }", addresses);
  }

  private void measure(String what, Config base, Config target, Health after)
      throws InterruptedException {
    long start = System.nanoTime();
    List<ServerFacts> facts = bed.servers(base, target);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("preflight of %,d servers: %s: %d ms%n", SERVERS, what, took.toMillis());
    assertThat(facts).hasSize(SERVERS).allMatch(server -> server.after() == after);
    assertThat(took).isLessThan(LIMIT);
  }

  /** Both checks change, their verdicts are stale: the most a known server is ever asked. */
  @Test
  void aServerSeesFewRequestsOneAfterTheOther() throws InterruptedException {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    RawServer server =
        RawServer.start(connection -> {
          while (!connection.readHead().isEmpty()) {
            times.add(System.nanoTime());
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            connection.drip("HTTP/1.1 200 OK\r\n\r", Duration.ofMillis(1));
            underWay.decrementAndGet();
            connection.send("\n").finish();
          }
        });
    try (server) {
      bed.lastAnswersAre(Duration.ofHours(1));
      bed.run(
          api("{ readiness: { http: /a }, liveness: { http: /b } }", server.address()),
          api("{ readiness: { http: /c }, liveness: { http: /d } }", server.address()));
    }
    List<Long> seen = List.copyOf(times);
    assertThat(seen).hasSize(8);
    assertThat(most).hasValue(1);
    long total = seen.getLast() - seen.getFirst();
    long closest =
        IntStream.range(1, seen.size())
            .mapToLong(i -> seen.get(i) - seen.get(i - 1))
            .min()
            .orElseThrow();
    System.out.printf(
        "requests of a server: %d in %d ms, closest %d ms%n",
        seen.size(), total / 1_000_000, closest / 1_000_000);
    // 7 gaps of 250 ms; what a busy machine delays on one side shortens only the next gap
    assertThat(total).isGreaterThan(Duration.ofMillis(7 * 250 - 200).toNanos());
    assertThat(closest).isGreaterThan(Duration.ofMillis(50).toNanos());
  }
}
