package io.evenkeel.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Gentle traffic through the balancer, and who answered it. Any thread. */
final class DemoTraffic implements AutoCloseable {
  /** Five clients of ten requests a second: visible, and no load for any machine. */
  private static final int CLIENTS = 5;

  private static final long PAUSE_NANOS = 100_000_000;

  private final URI url;
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private volatile boolean running = true;
  private long failuresShown;

  private DemoTraffic(URI url) {
    this.url = url;
  }

  static DemoTraffic start(String address) {
    DemoTraffic traffic = new DemoTraffic(URI.create("http://" + address + "/hello"));
    for (int i = 0; i < CLIENTS; i++) {
      Thread.ofVirtual().name("demo-client-", i).start(traffic::send);
    }
    return traffic;
  }

  /** Requests that no server answered. */
  long failures() {
    return failures.sum();
  }

  /** Who answered since the last call, in one line. */
  String line(List<ServerProcess> servers) {
    StringBuilder line = new StringBuilder();
    for (ServerProcess server : servers) {
      LongAdder count = answers.get(server.name());
      long since = count == null ? 0 : count.sumThenReset();
      line.append(String.format(Locale.ROOT, "%s %3d/s", server.name(), since));
      line.append(server.isAlive() ? "   " : " (dead)   ");
    }
    long failed = failures.sum();
    line.append(String.format(Locale.ROOT, "failed %d", failed - failuresShown));
    failuresShown = failed;
    return line.toString();
  }

  @Override
  public void close() {
    running = false;
  }

  private void send() {
    while (running) {
      try {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        count(connection);
      } catch (IOException e) {
        if (running) {
          failures.increment();
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void count(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getInputStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      String server = text.substring(text.lastIndexOf(' ') + 1);
      answers.computeIfAbsent(server, _ -> new LongAdder()).increment();
    }
  }
}
