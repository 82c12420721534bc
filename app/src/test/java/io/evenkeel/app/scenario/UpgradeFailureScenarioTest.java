package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.app.upgrade.Handover;
import io.evenkeel.app.upgrade.Predecessor;
import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.Failure;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades that do not come off: whoever served goes on as if nothing had been. */
@NullUnmarked
class UpgradeFailureScenarioTest {
  private static final Handover.Identity US = new Handover.Identity("test", "epoll");
  private static final Pattern HANDING_OVER = Pattern.compile("event=handing-over");

  @TempDir Path folder;
  private NodeServer server;
  private Evenkeel evenkeel;
  private Operator operator;
  private Generations generations;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    server = NodeServer.start(folder, "node-1");
  }

  @AfterEach
  void stop() {
    try {
      generations.close();
    } finally {
      evenkeel.close();
      server.close();
    }
  }

  private String config(String more) {
    return """
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
    pools:
      api: { %s servers: { node-1: "%s" } }
    """
        .formatted(port, more, server.address());
  }

  private void begin(String... jvmOptions) {
    evenkeel = Evenkeel.start(folder, config(""), jvmOptions);
    operator = Operator.of(evenkeel);
    generations = new Generations(evenkeel);
    Awaitility.await()
        .atMost(Generations.SOON)
        .until(() -> Files.exists(Handover.in(evenkeel.state())));
  }

  /** Traffic, admin listener, changes and the way to an upgrade: all is as it was. */
  private void assertTheOldOneGoesOn(LoadClient load) {
    load.awaitOk(50);
    LoadReport report = load.report();
    assertThat(report.failures()).isEmpty();
    assertThat(report.refused()).isZero();
    assertThat(evenkeel.process().isAlive()).isTrue();
    int revision = evenkeel.revision();
    evenkeel.reload(config("slow-start: " + (revision + 10) + "s,"));
    assertThat(evenkeel.revision()).isGreaterThan(revision);
    operator.awaitEnd();
    assertThat(Handover.in(evenkeel.state())).exists();
  }

  private Predecessor asHeir() throws Exception {
    return Predecessor.find(evenkeel.state(), US, List.of());
  }

  private void awaitFailure(String why) {
    evenkeel
        .process()
        .awaitLine(Pattern.compile("event=alarm.*upgrade-failed.*" + why), Generations.SOON);
  }

  @Test
  void theNewOneLeavesAtEachStep() throws Exception {
    begin();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      Predecessor beforeReady = asHeir();
      assertThat(beforeReady.sockets()).hasSize(1);
      // Meanwhile nothing is changed, and it is said why.
      operator.types("freeze", "--reason", "now?").exits(1);
      assertThat(operator.types("freeze", "--reason", "now?").text())
          .contains("upgrade is under way");
      beforeReady.close();
      awaitFailure("ended before it served");
      assertTheOldOneGoesOn(load);

      Predecessor afterReady = asHeir();
      var _ = afterReady.ready();
      int before = evenkeel.process().outputLines();
      afterReady.close();
      evenkeel.process().awaitLine(Pattern.compile("upgrade-failed"), before, Generations.SOON);
      assertTheOldOneGoesOnSoon(load);

      Predecessor sorry = asHeir();
      var _ = sorry.ready();
      sorry.giveUp("out of sorts");
      awaitFailure("out of sorts");
      assertTheOldOneGoesOnSoon(load);
      assertThat(operator.alarms()).contains("upgrade-failed");
    }
  }

  /** The admin listener comes back a moment later. */
  private void assertTheOldOneGoesOnSoon(LoadClient load) {
    Awaitility.await()
        .atMost(Generations.SOON)
        .ignoreExceptions()
        .until(() -> evenkeel.admin("/readyz").status() == 200);
    assertTheOldOneGoesOn(load);
  }

  @Test
  void theNewOneIsKilledRightBeforeItIsReady() {
    begin();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(50);
      ChildProcess heir = generations.beginHeir();
      evenkeel.process().awaitLine(HANDING_OVER, Generations.SOON);
      // Stopped, the old one cannot give the last word before the new one dies.
      evenkeel.process().pause();
      heir.kill();
      evenkeel.process().resume();
      awaitFailure("ended before it served");
      assertTheOldOneGoesOnSoon(load);
    }
  }

  @Test
  void theOldOneIsKilledDuringTheHandOver() throws Exception {
    begin();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(50);
      ChildProcess heir = generations.beginHeir();
      heir.awaitLine(Pattern.compile("event=sockets-received"), Generations.SOON);
      heir.pause();
      evenkeel.process().kill();
      // Nobody accepts now; the socket is open all the same, and who connects waits.
      try (RawClient waiting = RawClient.connect(port, Generations.SOON)) {
        waiting.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
        heir.resume();
        assertThat(waiting.read().status()).isEqualTo(200);
      }
      heir.awaitLine(Pattern.compile("event=serving"), Generations.SOON);
      assertThat(heir.output()).contains("event=predecessor-died");
      load.awaitOk(50);
      LoadReport report = load.stop();
      // What the old one had accepted died with it; nobody was turned away.
      assertThat(report.failures()).noneMatch(f -> f.kind() == Failure.Kind.CONNECT);
      assertThat(report.failures()).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void aBrokenFileIsRefused() {
    begin();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(50);
      evenkeel.write("version: 1\nstate: " + evenkeel.state() + "\nlisteners: 7\n");
      ChildProcess heir = generations.beginHeir();
      assertThat(heir.awaitExit(Generations.SOON)).as(heir.output()).isEqualTo(3);
      assertThat(heir.output()).contains("listeners");
      Operator.Said said = operator.types("upgrade");
      said.exits(3);
      assertThat(said.text()).contains("listeners", "goes on as before");
      assertTheOldOneGoesOn(load);
    }
  }

  @Test
  void onlyOneAtATimeAndNotDuringARollout() throws Exception {
    begin();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      Predecessor first = asHeir();
      ChildProcess second = generations.beginHeir();
      assertThat(second.awaitExit(Generations.SOON)).as(second.output()).isEqualTo(1);
      assertThat(second.output()).contains("is taking over already");
      first.close();
      awaitFailure("ended before it served");

      evenkeel.replaceFile(config("slow-start: 40s,"));
      operator.begins("--confirm-within", "10m");
      operator.awaitStage("confirm");
      ChildProcess third = generations.beginHeir();
      assertThat(third.awaitExit(Generations.SOON)).as(third.output()).isEqualTo(1);
      assertThat(third.output()).contains("is being rolled out (stage confirm)");
      operator.types("confirm").exits(0);
      assertTheOldOneGoesOn(load);
    }
  }

  @Test
  void oneThatDoesNotWaitForAnybodyIsNamed() throws Exception {
    begin();
    Files.delete(Handover.in(evenkeel.state()));
    ChildProcess heir = generations.beginHeir();
    assertThat(heir.awaitExit(Generations.SOON)).as(heir.output()).isEqualTo(1);
    assertThat(heir.output())
        .contains("cannot take over", "in use by process " + evenkeel.process().pid());
  }

  @Test
  void withNobodyToTakeOverFromItStartsAsUsual() throws Exception {
    begin();
    // Its socket file stays behind.
    evenkeel.process().kill();
    assertThat(Handover.in(evenkeel.state())).exists();
    ChildProcess next = generations.heir();
    assertThat(evenkeel.admin("/readyz").status()).isEqualTo(200);
    assertThat(next.output()).doesNotContain("taking-over");
  }

  @Test
  void oneThatTakesTooLongIsEnded() {
    begin();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(50);
      // A whole JVM and a configuration: nobody does that in a second on a busy machine.
      Operator.Said said = operator.types("upgrade", "--within", "1").exits(6);
      assertThat(said.text()).contains("within 1 s", "goes on as before");
      assertTheOldOneGoesOnSoon(load);
    }
  }

  @Test
  void withoutEpollItSaysSo() {
    begin("-Devenkeel.transport=nio");
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(50);
      ChildProcess heir = generations.beginHeir();
      assertThat(heir.awaitExit(Generations.SOON)).as(heir.output()).isEqualTo(1);
      assertThat(heir.output()).contains("its transport is epoll (expected: nio");
      Operator.Said said = operator.types("upgrade").exits(6);
      assertThat(said.text()).contains("transport nio cannot pass sockets", "upgrade.md");
      assertTheOldOneGoesOnSoon(load);
    }
  }

  @Test
  void aStateFolderOfAnyLengthWill() throws Exception {
    Path deep = folder.resolve("a-folder-with-a-rather-long-name/".repeat(4));
    evenkeel = Evenkeel.start(folder, Evenkeel.Setup.USUAL.withState(deep), config(""));
    operator = Operator.of(evenkeel);
    generations = new Generations(evenkeel);
    Awaitility.await().atMost(Generations.SOON).until(() -> Files.exists(Handover.in(deep)));
    assertThat(Handover.in(deep).toString().length()).isGreaterThan(108);
    generations.heir();
    assertThat(evenkeel.process().awaitExit(Generations.SOON)).isZero();
    assertThat(operator.reads("status").path("pools").path("api").isMissingNode()).isFalse();
  }
}
