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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Steady load over a fixed number of keep-alive connections, one virtual thread each, that accounts
 * for every single request. Thread-safe.
 *
 * <p>It does not repeat failed requests and does not hide them: it opens a new connection and goes
 * on.
 */
public final class LoadClient implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Between two requests of a connection: 16 of them make about 5,000 requests a second. */
  private static final long PAUSE_NANOS = 3_000_000;

  private static final int MOST_SURPRISES = 100;

  /**
   * One client, who has one connection at a time and whose requests begin at a steady rate; one
   * that is late is made up for at once.
   *
   * @param from its address, such as 127.7.0.1
   * @param heads the requests to send in turn, each a head with its empty line
   */
  public record Client(String from, List<String> heads, double perSecond) {
    public Client {
      heads = List.copyOf(heads);
    }
  }

  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private final Map<Integer, Long> byStatus = new HashMap<>();
  private final Map<String, Long> byServer = new HashMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> surprises = new ArrayList<>();
  private long saidClose;

  private LoadClient(int port) {
    this.port = port;
  }

  /** Starts at once. */
  public static LoadClient start(int port, String path, int connections) {
    LoadClient load = new LoadClient(port);
    Client client =
        new Client("127.0.0.1", List.of("GET " + path + " HTTP/1.1\r\nHost: load\r\n\r\n"), 0);
    for (int i = 0; i < connections; i++) {
      Line line = load.new Line(client, 0);
      load.threads.add(Thread.ofVirtual().name("load-" + i).start(line::run));
    }
    return load;
  }

  /** Starts these clients, one begins after the other within the pause of the first. */
  public static LoadClient start(int port, List<Client> clients) {
    LoadClient load = new LoadClient(port);
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      long begins = (long) (TimeUnit.SECONDS.toNanos(1) / client.perSecond() * i / clients.size());
      Line line = load.new Line(client, begins);
      load.threads.add(Thread.ofVirtual().name("load-" + i).start(line::run));
    }
    return load;
  }

  /**
   * Starts a load that does not slow down with the answers.
   *
   * @param perSecond requests of all clients together
   * @param clients their addresses, such as 127.7.0.1
   */
  public static LoadClient steady(int port, String path, int perSecond, List<String> clients) {
    List<String> heads = List.of("GET " + path + " HTTP/1.1\r\nHost: load\r\n\r\n");
    double each = (double) perSecond / clients.size();
    return start(port, clients.stream().map(from -> new Client(from, heads, each)).toList());
  }

  /** What one client does. For its thread. */
  private final class Line {
    private final Client client;
    private long dueNanos;
    private int sent;

    Line(Client client, long delayNanos) {
      this.client = client;
      this.dueNanos = System.nanoTime() + delayNanos;
    }

    void run() {
      while (!stopped) {
        try (RawClient connection = RawClient.connect(client.from(), port, DEADLINE)) {
          useUp(connection);
        } catch (UncheckedIOException noConnection) {
          failed(Failure.Kind.CONNECT, noConnection);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }

    /** Sends requests until the connection ends, for whatever reason. */
    private void useUp(RawClient connection) {
      for (int served = 0; !stopped; served++) {
        awaitTurn();
        String head = client.heads().get(sent++ % client.heads().size());
        HttpReply reply = exchange(connection, head, served > 0);
        if (reply == null) {
          return;
        }
        count(head, reply);
        if (reply.saysClose()) {
          return;
        }
        if (client.perSecond() == 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }

    private void awaitTurn() {
      if (client.perSecond() > 0) {
        for (long left = dueNanos - System.nanoTime();
            left > 0 && !stopped;
            left = dueNanos - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        dueNanos += (long) (TimeUnit.SECONDS.toNanos(1) / client.perSecond());
      }
    }
  }

  private @Nullable HttpReply exchange(RawClient connection, String head, boolean reused) {
    boolean begun = false;
    try {
      connection.send(head);
      connection.awaitFirstByte();
      begun = true;
      return connection.read();
    } catch (SocketTimeoutException late) {
      failed(Failure.Kind.TIMEOUT, late);
    } catch (IOException | NumberFormatException ended) {
      Failure.Kind unanswered = reused ? Failure.Kind.CLOSED_WHILE_IDLE : Failure.Kind.NO_ANSWER;
      failed(begun ? Failure.Kind.TRUNCATED : unanswered, ended);
    }
    return null;
  }

  private synchronized void count(String head, HttpReply reply) {
    byStatus.merge(reply.status(), 1L, Long::sum);
    String server = reply.header("x-server");
    if (server != null && reply.status() == 200) {
      byServer.merge(server, 1L, Long::sum);
    }
    if (reply.status() != 200 && surprises.size() < MOST_SURPRISES) {
      String asked = head.substring(0, head.indexOf('\r'));
      String error = reply.header("proxy-status");
      surprises.add(Instant.now() + " " + asked + " -> " + reply.status() + " " + error);
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
    return new LoadReport(byStatus, byServer, failures, surprises, saidClose);
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
