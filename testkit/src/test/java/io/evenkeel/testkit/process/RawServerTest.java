package io.evenkeel.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RawServerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @Test
  void resetsAfterTheRequest() {
    try (RawServer server = RawServer.start(Misbehaviour.resetAfterRequest());
        RawClient client = RawClient.connect(server.port(), DEADLINE)) {
      assertThatThrownBy(() -> client.get("/")).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void endsInsideABody() {
    try (RawServer server = RawServer.start(Misbehaviour.closeInBody());
        RawClient client = RawClient.connect(server.port(), DEADLINE)) {
      assertThatThrownBy(() -> client.get("/"))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("13 of 1000");
    }
  }

  @Test
  void neverAnswersAndLetsGoAtClose() throws Exception {
    try (RawServer server = RawServer.start(Misbehaviour.neverAnswer());
        RawClient client = RawClient.connect(server.port(), Duration.ofMillis(100))) {
      assertThatThrownBy(() -> client.get("/")).isInstanceOf(SocketTimeoutException.class);
      assertThat(server.open()).isEqualTo(1);
      assertThat(client.isClosedByPeer()).isFalse();
      server.stop();
      Awaitility.await().atMost(DEADLINE).until(client::isClosedByPeer);
    }
  }

  @Test
  void idleConnectionsAreSeenToBreak() throws Exception {
    try (RawServer server = RawServer.start(Misbehaviour.wellBehaved());
        IdleConnections idle = IdleConnections.open(server.port(), "/", 10)) {
      assertThat(idle.closedByPeer()).isZero();
      assertThat(idle.answered("/")).isEqualTo(10);
      assertThat(server.accepted()).isEqualTo(10);
      server.stop();
      Awaitility.await().atMost(DEADLINE).until(() -> idle.closedByPeer() == 10);
    }
  }

  @Test
  void anAnswerInPlainTextIsNotHttp() {
    try (RawServer server = RawServer.start(Misbehaviour.garbage());
        RawClient client = RawClient.connect(server.port(), DEADLINE)) {
      assertThatThrownBy(() -> client.get("/")).hasMessageContaining("SSH-2.0");
    }
  }
}
