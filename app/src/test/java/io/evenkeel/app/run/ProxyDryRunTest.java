package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evenkeel.control.trial.DryRun;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.time.SeededRandom;
import io.evenkeel.testkit.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyDryRunTest {
  private final PreflightBed bed = new PreflightBed();

  @TempDir Path folder;

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void bindsForRealAndLetsGo() throws IOException {
    int port = FreePorts.next();
    Path socket = folder.resolve("web.sock");
    Config target = listening("[\"127.0.0.1:" + port + "\", \"unix:" + socket + "\"]", "off");
    assertThat(bed.dryRun().unbindable(target.listeners().values())).isEmpty();
    assertThat(socket).doesNotExist();
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(bed.dryRun().unbindable(target.listeners().values()))
          .extracting(DryRun.Refused::subject, DryRun.Refused::reason)
          .containsExactly(tuple("127.0.0.1:" + free.getLocalPort(), "address already in use"));
    }
  }

  @Test
  void whatTheRunningBalancerHoldsIsNotTried() {
    Config config = listening("\"127.0.0.1:" + FreePorts.next() + "\"", "off");
    SnapshotCompiler compiler = new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1));
    Snapshot snapshot = compiler.compile(2, config, null, 0);
    assertThat(bed.proxy().prepare(snapshot)).isEmpty();
    bed.proxy().published(snapshot);
    assertThat(bed.dryRun().unbindable(config.listeners().values())).isEmpty();
    assertThat(bed.proxy().addresses(config.listeners().values().iterator().next())).hasSize(1);
  }

  @Test
  void theAdminListenerIsTriedWhereItMoves() throws IOException {
    DryRun dryRun = bed.dryRun();
    Admin off = new Admin.Off();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Admin there = admin(taken.getLocalPort());
      assertThat(dryRun.unbindable(off, there)).contains("127.0.0.1:" + taken.getLocalPort());
      assertThat(dryRun.unbindable(there, there)).isEmpty(); // it is ours
      assertThat(dryRun.unbindable(there, off)).isEmpty();
    }
    int free = FreePorts.next();
    assertThat(dryRun.unbindable(off, admin(free))).isEmpty();
    new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close(); // and was let go
  }

  /** A second balancer on the machine, that asked for nothing, runs without one. */
  @Test
  void theDefaultAdminAddressMayBeTaken() {
    assertThat(bed.dryRun().unbindable(new Admin.Off(), AdminListener.DEFAULT)).isEmpty();
  }

  private static Admin admin(int port) {
    return new Admin.On(new BindAddress.Tcp("127.0.0.1", port));
  }

  @Test
  void accessLogs() throws IOException {
    String missing = folder.resolve("none/access.jsonl").toString();
    Config bad = listening("\"127.0.0.1:0\"", "{ to: " + missing + " }");
    Config good = listening("\"127.0.0.1:0\"", "{ to: " + folder.resolve("a.jsonl") + " }");
    assertThat(bed.dryRun().unwritable(bad.listeners().values()))
        .singleElement()
        .satisfies(refused -> {
          assertThat(refused.subject()).isEqualTo(missing);
          assertThat(refused.reason()).contains("does not exist");
        });
    assertThat(bed.dryRun().unwritable(good.listeners().values())).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void names() throws InterruptedException {
    assertThat(
            bed.dryRun()
                .unresolvable(Set.of("localhost", "127.0.0.1", "::1", "no-such-name.invalid")))
        .containsExactly("no-such-name.invalid");
    assertThat(bed.dryRun().unresolvable(Set.of())).isEmpty();
  }

  /** Several things are wrong at once: all are said. */
  @Test
  void everyObstacleOfAChange() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Config target =
          PreflightBed.read(
              """
              version: 1
              admin: off
              state: /dev/null
              listeners:
                web:
                  bind: "127.0.0.1:%d"
                  access-log: { to: %s/none/log }
                  routes: [ { pool: api } ]
              pools:
                api: { servers: { a: "no-such-name.invalid:80" } }
              """
                  .formatted(taken.getLocalPort(), folder));
      LiveFacts facts = bed.run(PreflightBed.config("api: { servers: { a: \"h:1\" } }"), target);
      assertThat(facts.obstacles())
          .extracting(Obstacle::code, Obstacle::path)
          .containsExactly(
              tuple("EK3120", "listeners.web.bind"),
              tuple("EK3123", "listeners.web.access-log.to"),
              tuple("EK3121", "state"),
              tuple("EK3122", "pools.api.servers.a.address"));
    }
  }

  private static Config listening(String bind, String log) {
    return PreflightBed.read(
        """
        version: 1
        admin: off
        listeners:
          web: { bind: %s, access-log: %s, routes: [ { pool: api } ] }
        pools: { api: { servers: { a: "127.0.0.1:1" } } }
        """
            .formatted(bind, log));
  }
}
