package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are sent again: from a bounded memory, byte by byte as they were. */
@ExtendWith(LeakCheck.class)
class ReplayTest {
  private static final int ROUND = 4;

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private void serve(RawServer.Script bad) {
    RawServer failing = proxy.server(bad);
    RawServer echo = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), echo.port())));
  }

  /** Reads the head, then the body as far as it is there, and breaks. */
  private static RawServer.Script breakingInTheBody(int after) {
    return connection -> {
      connection.readHead();
      connection.readBytes(after);
      connection.reset();
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 20_000, ReplayMemory.PER_REQUEST})
  void aBodyInPiecesArrivesWhole(int length) throws Exception {
    serve(Scripts.failing(503));
    RawClient client = proxy.client();
    String body = "x".repeat(length - 1) + "!";
    for (int i = 0; i < ROUND; i++) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      for (int sent = 0; sent < length; sent += 9000) {
        client.send(body.substring(sent, Math.min(length, sent + 9000)));
      }
      assertThat(client.read().body()).startsWith("PUT / ").endsWith("\r\n\r\n" + body);
    }
    assertThat(proxy.totals(1).responses(5)).isPositive();
  }

  @Test
  void whatTheClientHasYetToSendFollows() throws Exception {
    CountDownLatch broken = new CountDownLatch(1);
    RawServer failing =
        proxy.server(connection -> {
          connection.readHead();
          connection.readBytes(5);
          connection.reset();
          broken.countDown();
        });
    RawServer echo = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), echo.port())));
    for (int i = 0; i < 2; i++) {
      RawClient client =
          proxy.client().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
      if (i == 0) {
        // Whichever of the two has the first one, the broken one has one of both.
        client.send("67890");
      } else {
        broken.await();
        client.send("67890");
      }
      assertThat(client.read().body()).endsWith("\r\n\r\n1234567890");
    }
  }

  @Test
  void chunksAreSentAgainAsTheyWere() throws Exception {
    serve(Scripts.failing(503));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      client
          .send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
          .send("5\r\nhello\r\n")
          .send("6\r\n world\r\n0\r\n\r\n");
      String echo = client.read().body();
      assertThat(echo).startsWith("PUT / ").contains("5\r\nhello\r\n").contains("6\r\n world\r\n");
      assertThat(echo).endsWith("0\r\n\r\n");
    }
    assertThat(proxy.totals(1).responses(5)).isPositive();
  }

  @Test
  void aBodyThatIsTooLongStreamsOnUntouchedAndIsNotSentAgain() throws Exception {
    serve(breakingInTheBody(ReplayMemory.PER_REQUEST));
    int length = 8 * ReplayMemory.PER_REQUEST;
    String body = "y".repeat(length);
    int lost = 0;
    for (int i = 0; i < ROUND; i++) {
      RawClient client = proxy.client();
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      try {
        client.send(body);
      } catch (java.io.IOException cutOff) {
        lost++;
        continue;
      }
      HttpReply reply = client.read();
      if (reply.status() == 200) {
        assertThat(reply.body()).endsWith(body);
      } else {
        assertThat(reply.status()).isEqualTo(502);
        lost++;
      }
    }
    assertThat(lost).isEqualTo(Math.toIntExact(proxy.totals(1).broken())).isPositive();
    assertThat(proxy.pool("api").retries().budget().retries()).isZero();
  }

  @Test
  void aChunkedBodyThatGrowsTooLongIsNotSentAgain() throws Exception {
    String body = ("1000\r\n" + "z".repeat(4096) + "\r\n").repeat(64) + "0\r\n\r\n";
    RawServer breaking = proxy.server(breakingInTheBody(ReplayMemory.PER_REQUEST));
    RawServer patient =
        proxy.server(connection -> {
          connection.readHead();
          connection.readBytes(body.length());
          connection.send(ok("all")).finish();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(breaking.port(), patient.port())));
    int lost = 0;
    for (int i = 0; i < ROUND; i++) {
      RawClient client = proxy.client();
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      try {
        client.send(body);
        lost += client.read().status() == 200 ? 0 : 1;
      } catch (java.io.IOException cutOff) {
        lost++;
      }
    }
    assertThat(lost).isEqualTo(Math.toIntExact(proxy.totals(1).broken())).isPositive();
  }

  @Test
  void whoWasInvitedToSendIsInvitedOnce() throws Exception {
    RawServer.Script inviting =
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          connection.readBytes(5);
          connection.reset();
        };
    RawServer second =
        proxy.server(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          String body =
              new String(connection.readBytes(5), java.nio.charset.StandardCharsets.UTF_8);
          connection.send(ok(body)).finish();
        });
    RawServer first = proxy.server(inviting);
    proxy.start(TestConfig.of(new TestPool("api").servers(first.port(), second.port())));
    for (int i = 0; i < 2; i++) {
      RawClient client =
          proxy
              .client()
              .send(
                  "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      HttpReply reply = client.send("hello").read();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("hello");
    }
    assertThat(proxy.totals(1).broken()).isPositive();
  }

  @Test
  void aClientThatWasNotYetInvitedIsByTheSecondServer() throws Exception {
    RawServer second =
        proxy.server(connection -> {
          String head = connection.readHead();
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          connection.readBytes(5);
          connection.send(ok(head.startsWith("PUT") ? "taken" : "?")).finish();
        });
    RawServer refusing =
        proxy.server(connection -> {
          connection.readHead();
          connection.reset();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(refusing.port(), second.port())));
    for (int i = 0; i < 2; i++) {
      RawClient client =
          proxy
              .client()
              .send(
                  "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send("hello").read().body()).isEqualTo("taken");
    }
  }
}
