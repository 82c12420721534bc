package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Steady GET load over a fixed number of keep-alive connections, one virtual thread each, that
 * accounts for every single request. Thread-safe.
 *
 * <p>It does not repeat failed requests and does not hide them: it opens a new connection and goes
 * on.
 */
public final class LoadClient implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Between two requests of a connection: 16 of them make about 5,000 requests a second. */
  private static final long PAUSE_NANOS = 3_000_000;

  private final int port;
  private final String path;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private final Map<Integer, Long> byStatus = new HashMap<>();
  private final Map<String, Long> byServer = new HashMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private long saidClose;

  private LoadClient(int port, String path) {
    this.port = port;
    this.path = path;
  }

  /** Starts at once. */
  public static LoadClient start(int port, String path, int connections) {
    LoadClient load = new LoadClient(port, path);
    for (int i = 0; i < connections; i++) {
      load.threads.add(Thread.ofVirtual().name("load-" + i).start(load::run));
    }
    return load;
  }

  private void run() {
    while (!stopped) {
      try (RawClient client = RawClient.connect(port, DEADLINE)) {
        useUp(client);
      } catch (UncheckedIOException noConnection) {
        failed(Failure.Kind.CONNECT, noConnection);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Sends requests until the connection ends, for whatever reason. */
  private void useUp(RawClient client) {
    for (int served = 0; !stopped; served++) {
      HttpReply reply = exchange(client, served > 0);
      if (reply == null) {
        return;
      }
      count(reply);
      if (reply.saysClose()) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private @Nullable HttpReply exchange(RawClient client, boolean reused) {
    boolean begun = false;
    try {
      client.send("GET " + path + " HTTP/1.1\r\nHost: load\r\n\r\n");
      client.awaitFirstByte();
      begun = true;
      return client.read();
    } catch (SocketTimeoutException late) {
      failed(Failure.Kind.TIMEOUT, late);
    } catch (IOException | NumberFormatException ended) {
      Failure.Kind unanswered = reused ? Failure.Kind.CLOSED_WHILE_IDLE : Failure.Kind.NO_ANSWER;
      failed(begun ? Failure.Kind.TRUNCATED : unanswered, ended);
    }
    return null;
  }

  private synchronized void count(HttpReply reply) {
    byStatus.merge(reply.status(), 1L, Long::sum);
    String server = reply.header("x-server");
    if (server != null && reply.status() == 200) {
      byServer.merge(server, 1L, Long::sum);
    }
    if (reply.saysClose()) {
      saidClose++;
    }
  }

  private synchronized void failed(Failure.Kind kind, Exception cause) {
    failures.add(new Failure(kind, Instant.now(), cause.toString()));
  }

  /** What happened so far. */
  public synchronized LoadReport report() {
    return new LoadReport(byStatus, byServer, failures, saidClose);
  }

  /** Returns when that many more requests were answered with 200. */
  public void awaitOk(long more) {
    long goal = report().ok() + more;
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> report().ok() >= goal);
  }

  /** Returns when that many more requests were answered with 200 by that server. */
  public void awaitOkFrom(String server, long more) {
    long goal = report().byServer().getOrDefault(server, 0L) + more;
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> report().byServer().getOrDefault(server, 0L) >= goal);
  }

  /** Lets every connection finish its request, and returns everything. */
  public LoadReport stop() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(DEADLINE.plusSeconds(5));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return report();
  }

  @Override
  public void close() {
    stop();
  }
}
