package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.StrainedServer;
import io.evenkeel.testkit.process.StrainedServer.Strength;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 10:08 of the story: one server is left, gets three times what it can do, has more and more
 * requests at once, and two minutes later it is dead.
 */
@NullUnmarked
class LastServerScenarioTest {
  /** 200 requests a second; half as many with 24 at once; dead with 100. */
  private static final Strength STRENGTH = new Strength(8, 40, 16, 100);

  /**
   * So many that three times its capacity comes although each waits for its answer, and more than
   * may be at the server and in the queue together.
   */
  private static final int CLIENTS = 600;

  private static final int ASKED = 50;

  @TempDir Path folder;
  private StrainedServer server;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    server = StrainedServer.start(folder, STRENGTH);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theLastServerStandsAndWhoIsTooManyIsToldSoAtOnce() throws IOException {
    double best = best();
    try (Evenkeel _ = Evenkeel.start(folder, config("true"));
        LoadClient load = overloadAfterAQuietDay()) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> load.report().refused() > 100);
      // It takes some windows of answers until the limit has found its place.
      double atFirst = perSecond(load, Duration.ofSeconds(5));
      double kept = perSecond(load, Duration.ofSeconds(5));
      assertThat(server.isAlive()).isTrue();
      assertThat(server.mostAtOnce()).isLessThan(STRENGTH.deadly() * 2 / 3);
      assertThat(kept).as("%.0f/s at first", atFirst).isGreaterThan(0.9 * best);
      assertRefusedFast();
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.byStatus().keySet()).as("%s", report.surprises()).isSubsetOf(200, 503);
    }
  }

  private void assertRefusedFast() throws IOException {
    int refused = 0;
    for (int i = 0; i < ASKED; i++) {
      try (RawClient client = RawClient.connect(port, Duration.ofSeconds(10))) {
        long asked = System.nanoTime();
        HttpReply reply = client.get("/");
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        if (reply.status() == 503) {
          refused++;
          assertThat(reply.header("retry-after")).isNotNull();
          assertThat(took).isLessThan(Duration.ofSeconds(1));
        }
      }
    }
    // Two of three, while three times the capacity comes.
    assertThat(refused).isBetween(ASKED / 4, ASKED - 1);
  }

  /** The same server behind a fixed limit of 256, which is far more than it can bear. */
  @Test
  void withoutTheLimitItDies() {
    try (Evenkeel _ = Evenkeel.start(folder, config("false"));
        LoadClient _ = overloadAfterAQuietDay()) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !server.isAlive());
    }
  }

  /** What it does when it has just enough, without a balancer before it. */
  private double best() {
    try (LoadClient load = LoadClient.start(server.port(), "/", STRENGTH.workers() + 2)) {
      return perSecond(load, Duration.ofSeconds(3));
    }
  }

  /** First half of what the server can do, so that its latency is known; then three times it. */
  private LoadClient overloadAfterAQuietDay() {
    int half = (int) (STRENGTH.perSecond() / 2);
    try (LoadClient calm =
        LoadClient.steady(port, "/", half, Collections.nCopies(20, "127.0.0.1"))) {
      calm.awaitOk(3L * half);
    }
    List<String> clients = Collections.nCopies(CLIENTS, "127.0.0.1");
    return LoadClient.steady(port, "/", (int) (3 * STRENGTH.perSecond()), clients);
  }

  private static double perSecond(LoadClient load, Duration length) {
    long from = load.report().ok();
    long began = System.nanoTime();
    Awaitility.await()
        .pollDelay(length)
        .atMost(length.plusSeconds(20))
        .until(() -> System.nanoTime() - began >= length.toNanos());
    return (load.report().ok() - from) * 1e9 / (System.nanoTime() - began);
  }

  private String config(String adaptive) {
    return """
    listeners:
      web: { bind: "127.0.0.1:%d", limits: { connections-per-client: 5000 }, routes: [ { pool: api } ] }
    pools:
      api:
        limits: { adaptive: %s }
        health:
          readiness: { http: /health }
        servers:
          last: "%s"
    """
        .formatted(port, adaptive, server.address());
  }
}
