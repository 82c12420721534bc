package io.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The balancer as a process: start, signals, reload, end. */
@Timeout(60)
class RunProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private HttpServer server;
  private final CountDownLatch slowBegan = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            slowBegan.countDown();
            awaitUninterruptibly(slowMayEnd);
          }
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    slowMayEnd.countDown();
    server.stop(0);
  }

  @Test
  void servesAndTellsThenFinishesWhatIsInFlightOnTerm() throws Exception {
    try (BalancerProcess balancer = run(config("pool: api"))) {
      String admin = "http://" + balancer.awaitAddress("admin");
      String web = "http://" + balancer.awaitAddress("web");
      balancer.awaitLine("event=serving");
      assertThat(BalancerProcess.get(web + "/").body()).isEqualTo("ok");
      assertThat(BalancerProcess.get(admin + "/readyz").statusCode()).isEqualTo(200);
      // Written beside serving, not before it.
      Path note = folder.resolve("state/evenkeel/run/" + balancer.pid() + ".json");
      await().atMost(SOON).untilAsserted(() -> assertThat(note).exists());

      CompletableFuture<HttpResponse<String>> slow =
          CompletableFuture.supplyAsync(() -> getUnchecked(web + "/slow"));
      slowBegan.await();
      balancer.signal("TERM");
      balancer.awaitLine("event=draining");
      assertThat(BalancerProcess.get(admin + "/readyz").statusCode()).isEqualTo(503);
      slowMayEnd.countDown();
      assertThat(slow.get().body()).isEqualTo("ok");
      assertThat(balancer.awaitExit()).isZero();
      assertThat(note).doesNotExist();
    }
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    try (BalancerProcess balancer = run(config("pool: api"))) {
      String web = "http://" + balancer.awaitAddress("web");
      balancer.awaitLine("event=serving");
      CompletableFuture<HttpResponse<String>> slow =
          CompletableFuture.supplyAsync(() -> getUnchecked(web + "/slow"));
      slowBegan.await();
      balancer.signal("TERM");
      balancer.awaitLine("event=draining");
      balancer.signal("TERM");
      assertThat(balancer.awaitExit()).isEqualTo(130);
      assertThat(slow).failsWithin(SOON);
    }
  }

  @Test
  void hangupTakesTheNewFileAndRefusesABrokenOne() throws Exception {
    Path file = config("pool: api");
    try (BalancerProcess balancer = run(file)) {
      String admin = "http://" + balancer.awaitAddress("admin");
      String web = "http://" + balancer.awaitAddress("web");
      balancer.awaitLine("event=serving");

      config("respond: { status: 418 }");
      balancer.signal("HUP");
      balancer.awaitLine("event=config-reloaded");
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(BalancerProcess.get(web + "/").statusCode()).isEqualTo(418));

      Files.writeString(file, "version: 1\nlisteners: 7\n");
      balancer.signal("HUP");
      balancer.awaitLine("event=config-rejected");
      assertThat(BalancerProcess.get(web + "/").statusCode()).isEqualTo(418);
      assertThat(BalancerProcess.get(admin + "/api/v1/status").body())
          .contains("\"lastReload\":\"rejected\"", "\"revision\":2");
      assertThat(BalancerProcess.get(admin + "/metrics").body())
          .contains("evenkeel_config_last_reload_successful 0");
    }
  }

  @Test
  void watchFollowsTheFile() throws Exception {
    Path file = config("pool: api");
    try (BalancerProcess balancer =
        BalancerProcess.start(folder, "run", "--watch", "--config", file.toString())) {
      String web = "http://" + balancer.awaitAddress("web");
      balancer.awaitLine("event=serving");
      config("respond: { status: 418 }");
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(BalancerProcess.get(web + "/").statusCode()).isEqualTo(418));
    }
  }

  @Test
  void aTakenPortIsNamedAndEndsWithOne() throws Exception {
    Path file = folder.resolve("evenkeel.yaml");
    int taken = server.getAddress().getPort();
    Files.writeString(
        file,
        Files.readString(config("pool: api"))
            .replace("bind: \"127.0.0.1:0\", routes", "bind: \"127.0.0.1:" + taken + "\", routes"));
    try (BalancerProcess balancer = run(file)) {
      assertThat(balancer.awaitExit()).isEqualTo(1);
      assertThat(balancer.text()).contains("listener web", "127.0.0.1:" + taken);
    }
  }

  @Test
  void theDemoRunsByItselfAndLosesNothing() throws Exception {
    try (BalancerProcess demo = BalancerProcess.start(folder, "demo", "--for", "4s")) {
      assertThat(demo.awaitExit()).as(demo.text()).isZero();
      assertThat(demo.text()).contains("evenkeel status --admin", "kill -9", "api-3", "failed 0");
    }
  }

  private BalancerProcess run(Path file) throws IOException {
    return BalancerProcess.start(folder, "run", "--config", file.toString());
  }

  private Path config(String route) throws IOException {
    return Files.writeString(
        folder.resolve("evenkeel.yaml"),
        """
        version: 1
        admin: { bind: "127.0.0.1:0" }
        changes: { rollout: { canary: 0%%, bake: 1s } }
        listeners:
          web: { bind: "127.0.0.1:0", routes: [ { %s } ] }
        pools:
          api: { servers: { one: "127.0.0.1:%d" } }
        """
            .formatted(route, server.getAddress().getPort()));
  }

  private static HttpResponse<String> getUnchecked(String url) {
    try {
      return BalancerProcess.get(url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
