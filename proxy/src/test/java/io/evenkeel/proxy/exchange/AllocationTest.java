package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.RateLimit;
import io.netty.util.ResourceLeakDetector;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the loop's thread allocates for a keep-alive GET with the access log on. Leak detection is
 * off meanwhile: it records where every buffer was made.
 */
class AllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int REQUESTS = 50_000;

  /** Measured: 8, the chunks of the access log. An object or a boxed number more is too much. */
  private static final int BYTES_PER_REQUEST = 64;

  private static final byte[] REQUEST =
      "GET /v1/items HTTP/1.1\r\nHost: api.example\r\nUser-Agent: test\r\n\r\n"
          .getBytes(ISO_8859_1);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  @Test
  void aKeepAliveGetAllocatesNextToNothing(@TempDir Path folder) throws Exception {
    measure(folder, new Admission(Priority.NORMAL, List.of()));
  }

  @Test
  void soDoesOneThatIsCountedAgainstLimits(@TempDir Path folder) throws Exception {
    Duration second = Duration.ofSeconds(1);
    RateLimit each = new RateLimit(1_000_000, second, 1_000_000, RateLimit.By.CLIENT);
    RateLimit all = new RateLimit(1_000_000, second, 1_000_000, RateLimit.By.ROUTE);
    measure(folder, new Admission(Priority.LOW, List.of(all, each)));
  }

  private void measure(Path folder, Admission admission) throws Exception {
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> serve(listening));
      int port = listening.getLocalPort();
      proxy.start(
          TestConfig.of(new TestPool("api").servers(port).balance(new BalancePolicy.PowerOfTwo()))
              .admission(admission)
              .accessLog(new AccessLog.ToFile(folder.resolve("access.jsonl").toString())));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        client.setTcpNoDelay(true);
        int replyLength = firstReplyLength(client);
        exchange(client, WARM_UP, replyLength);
        long before = allocatedByLoop();
        exchange(client, REQUESTS, replyLength);
        long perRequest = (allocatedByLoop() - before) / REQUESTS;
        assertThat(perRequest).as("bytes per request").isLessThanOrEqualTo(BYTES_PER_REQUEST);
        assertThat(perRequest).as("bytes per request; the measurement works").isNotNegative();
      }
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
  }

  /** Answers whatever comes: one response for each empty line. */
  private static void serve(ServerSocket listening) {
    byte[] response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(ISO_8859_1);
    byte[] bytes = new byte[64 * 1024];
    try (Socket socket = listening.accept()) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
        // The proxy sends whole heads, one at a time.
        out.write(response);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int firstReplyLength(Socket client) throws IOException {
    client.getOutputStream().write(REQUEST);
    byte[] reply = new byte[1024];
    int length = 0;
    while (!new String(reply, 0, length, ISO_8859_1).endsWith("hello")) {
      length += client.getInputStream().read(reply, length, reply.length - length);
    }
    return length;
  }

  private static void exchange(Socket client, int requests, int replyLength) throws IOException {
    byte[] reply = new byte[replyLength];
    for (int i = 0; i < requests; i++) {
      client.getOutputStream().write(REQUEST);
      int length = client.getInputStream().readNBytes(reply, 0, replyLength);
      if (length < replyLength) {
        throw new EOFException("reply of " + length + " bytes (expected: " + replyLength + ")");
      }
    }
  }

  private static long allocatedByLoop() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("evenkeel-loop-")) {
        sum += threads.getThreadAllocatedBytes(thread.threadId());
      }
    }
    return sum;
  }
}
