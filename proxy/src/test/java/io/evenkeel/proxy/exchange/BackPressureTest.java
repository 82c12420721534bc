package io.evenkeel.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One side slower than the other: the faster one waits, nothing piles up in between. */
@ExtendWith(LeakCheck.class)
class BackPressureTest {
  private static final int BYTES = 200_000_000;

  /**
   * Two water marks of 256 KiB and a read of 128 KiB on top of each; buffers that are half full
   * count whole.
   */
  private static final long BOUND = 2 << 20;

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();
  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch mayRead = new CountDownLatch(1);

  @Test
  void aSlowReaderHoldsBackTheServer() throws Exception {
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n");
          String block = "r".repeat(100_000);
          for (int i = 0; i < BYTES; i += block.length()) {
            connection.send(block);
            sent.addAndGet(block.length());
          }
          connection.awaitEnd();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    long before = pinned();
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    awaitStandstill();
    assertThat(pinned() - before).isLessThan(BOUND);
    assertThat(client.read().body()).hasSize(BYTES).endsWith("rrr");
  }

  @Test
  void aSlowServerHoldsBackTheClient() throws Exception {
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          mayRead.await();
          int got = 0;
          while (got < BYTES) {
            got += connection.readBytes(1_000_000).length;
          }
          connection.send(Scripts.ok(Integer.toString(got)));
          connection.awaitEnd();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    long before = pinned();
    RawClient client =
        proxy.client().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BYTES + "\r\n\r\n");
    Thread sender = Thread.ofVirtual().start(() -> upload(client));
    awaitStandstill();
    assertThat(pinned() - before).isLessThan(BOUND);
    mayRead.countDown();
    assertThat(client.read().body()).isEqualTo(Integer.toString(BYTES));
    sender.join();
  }

  @Test
  void aClientThatReadsNoAnswersGetsNoMoreOfThem() throws Exception {
    RawServer server = proxy.server(Scripts.always(Scripts.ok("a".repeat(10_000))));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    long before = pinned();
    RawClient client = proxy.client();
    Thread sender = Thread.ofVirtual().start(() -> pipeline(client));
    awaitStandstill();
    assertThat(pinned() - before).isLessThan(BOUND);
    client.close();
    sender.join();
  }

  private void pipeline(RawClient client) {
    byte[] block =
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0; i < 20_000; i++) {
        client.send(block);
        sent.addAndGet(block.length);
      }
    } catch (IOException e) {
      // The test has seen enough and closed the connection.
      assertThat(sent.get()).isPositive();
    }
  }

  private void upload(RawClient client) {
    byte[] block = "u".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0; i < BYTES; i += block.length) {
        client.send(block);
        sent.addAndGet(block.length);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Nothing was sent for a while: the kernel's buffers and ours are as full as they get. */
  private void awaitStandstill() {
    long[] last = {-1};
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> {
          long now = sent.get();
          boolean stands = now == last[0] && now > 0;
          last[0] = now;
          return stands;
        });
    assertThat(sent.get()).isLessThan(BYTES / 4);
  }

  private static long pinned() {
    return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  }
}
