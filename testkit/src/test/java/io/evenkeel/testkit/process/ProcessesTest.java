package io.evenkeel.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void nginxServesItsFilesAndComesBackOnTheSamePort() throws Exception {
    try (NginxServer nginx = NginxServer.start(folder)) {
      Files.writeString(nginx.files().resolve("a.html"), "<p>a");
      nginx.process().kill();
      nginx.restart();
      try (RawClient client = RawClient.connect(nginx.port(), DEADLINE)) {
        HttpReply reply = client.get("/a.html");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("<p>a");
        assertThat(reply.header("Content-Type")).isEqualTo("text/html");
      }
    }
  }

  @Test
  void nodeShowsWhatArrivesAndMisbehavesOnRequest() throws Exception {
    try (NodeServer node = NodeServer.start(folder, "n1");
        RawClient client = RawClient.connect(node.port(), DEADLINE)) {
      assertThat(client.get("/health").header("x-server")).isEqualTo("n1");
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nX-Case: Kept\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.read().body()).contains("\"X-Case\",\"Kept\"", "\"size\":3");
      assertThat(client.get("/chunked?n=3&size=5").body()).isEqualTo("c".repeat(15));
      assertThat(client.get("/hints").status()).isEqualTo(103);
      assertThat(client.read().body()).isEqualTo("hints\n");
      assertThatThrownBy(() -> client.get("/cut")).isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void aPausedServerIsSilentUntilItIsResumed() throws Exception {
    try (NodeServer node = NodeServer.start(folder, "n1");
        RawClient client = RawClient.connect(node.port(), Duration.ofMillis(200))) {
      node.process().pause();
      assertThatThrownBy(() -> client.get("/health"))
          .isInstanceOf(java.net.SocketTimeoutException.class);
      node.process().resume();
      client.awaitFirstByte();
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void loadIsAccountedForAcrossAKill() {
    try (NodeServer node = NodeServer.start(folder, "n1");
        LoadClient load = LoadClient.start(node.port(), "/", 4)) {
      load.awaitOk(100);
      assertThat(load.report().failures()).isEmpty();
      node.process().kill();
      node.restart();
      load.awaitOkFrom("n1", 100);
      LoadReport report = load.stop();
      assertThat(report.refused()).isZero();
      assertThat(report.failures()).isNotEmpty().noneMatch(f -> f.kind() == Failure.Kind.TIMEOUT);
      assertThat(node.taken()).isGreaterThanOrEqualTo(100);
    }
  }

  @Test
  void waitingForALineSaysWhatWasPrintedInstead() {
    try (ChildProcess child = ChildProcess.start(List.of("echo", "something else"))) {
      assertThatThrownBy(() -> child.awaitLine(Pattern.compile("ready"), DEADLINE))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("before the output ended")
          .hasMessageContaining("something else");
      assertThat(child.awaitExit(DEADLINE)).isZero();
    }
  }

  @Test
  void aChildIsGoneAfterClose() {
    ChildProcess child = ChildProcess.start(List.of("cat", "/dev/zero"));
    child.pause();
    child.close();
    assertThat(child.isAlive()).isFalse();
    assertThat(ProcessHandle.of(child.pid())).isEmpty();
  }
}
