package io.evenkeel.testkit.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keep-alive connections that each had one request answered and then lie still, as browsers keep
 * them. For one thread.
 */
public final class IdleConnections implements AutoCloseable {
  private final List<RawClient> clients = new ArrayList<>();

  private IdleConnections() {}

  /** Opens them; each answer must be a 200. */
  public static IdleConnections open(int port, String path, int count) throws IOException {
    IdleConnections idle = new IdleConnections();
    for (int i = 0; i < count; i++) {
      RawClient client = RawClient.connect(port, Duration.ofSeconds(10));
      idle.clients.add(client);
      HttpReply reply = client.get(path);
      if (reply.status() != 200 || reply.saysClose()) {
        idle.close();
        throw new AssertionError("connection " + i + " did not stay open: " + reply.head());
      }
    }
    return idle;
  }

  /** How many the other side has closed. */
  public int closedByPeer() throws IOException {
    int closed = 0;
    for (RawClient client : clients) {
      if (client.isClosedByPeer()) {
        closed++;
      }
    }
    return closed;
  }

  /** Asks once on each: how many were answered with 200. */
  public int answered(String path) {
    int answered = 0;
    for (RawClient client : clients) {
      try {
        answered += client.get(path).status() == 200 ? 1 : 0;
      } catch (IOException _) {
        // Broken: not answered.
      }
    }
    return answered;
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
  }
}
