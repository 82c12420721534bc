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
 * 10:08 of the story: one server is left, gets three times what it can do, takes more and more
 * memory, and two minutes later it is dead.
 */
@NullUnmarked
class LastServerScenarioTest {
  /** 200 requests a second; half as many with 24 waiting; killed by the kernel at about 100. */
  private static final Strength STRENGTH = new Strength(8, 40, 16, 4, 100);

  /**
   * So many that three times its capacity comes although each waits for its answer, and more than
   * may be at the server and in the queue together.
   */
  private static final int CLIENTS = 600;

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
  void theLastServerStands() throws IOException {
    double best = best();
    try (Evenkeel _ = Evenkeel.start(folder, config("true"));
        LoadClient load = overload()) {
      // The first seconds: the queue fills, and the limit finds its place.
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> refusedByNow() != null);
      double kept = perSecond(load, Duration.ofSeconds(10));
      HttpReply refused = refusedByNow();
      assertThat(server.isAlive()).isTrue();
      assertThat(server.mostAtOnce()).isLessThan(STRENGTH.deadly() / 2);
      assertThat(kept).isGreaterThan(0.7 * best);
      assertThat(refused).isNotNull();
      assertThat(refused.header("retry-after")).isNotNull();
      LoadReport report = load.report();
      assertThat(report.byStatus().keySet()).as("%s", report.surprises()).isSubsetOf(200, 503);
    }
  }

  /** The same server behind a fixed limit of 256, which is far more than it can bear. */
  @Test
  void withoutTheLimitItDies() {
    try (Evenkeel _ = Evenkeel.start(folder, config("false"));
        LoadClient _ = overload()) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !server.isAlive());
    }
  }

  private HttpReply refusedByNow() throws IOException {
    try (RawClient client = RawClient.connect(port, Duration.ofSeconds(10))) {
      HttpReply reply = client.get("/");
      return reply.status() == 503 ? reply : null;
    }
  }

  /** What it does when it has just enough, without a balancer before it. */
  private double best() {
    try (LoadClient load = LoadClient.start(server.port(), "/", STRENGTH.workers() + 2)) {
      return perSecond(load, Duration.ofSeconds(4));
    }
  }

  private LoadClient overload() {
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
