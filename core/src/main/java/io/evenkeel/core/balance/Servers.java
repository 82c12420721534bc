package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of a balancer as arrays: what a pick walks over. Immutable, any thread. */
final class Servers {
  private final ServerState[] servers;
  private final double[] weights;

  Servers(List<Candidate> candidates) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("candidates: 0 (expected: at least 1)");
    }
    servers = candidates.stream().map(Candidate::server).toArray(ServerState[]::new);
    weights = candidates.stream().mapToDouble(Candidate::weight).toArray();
  }

  int size() {
    return servers.length;
  }

  ServerState at(int index) {
    return servers[index];
  }

  double weight(int index) {
    return weights[index];
  }

  double[] weights() {
    return weights.clone();
  }

  /** A hash of the server's address: what places it in hash tables, the same on every node. */
  long identity(int index) {
    return Hashing.hash(servers[index].id().address().toString());
  }

  /** Whether this request may go to this server now. */
  boolean admits(int index, PickContext context) {
    ServerState server = servers[index];
    return server.admits(context.nowNanos()) && !context.isExcluded(server);
  }

  /** The first admissible server from {@code start} on, all around; null when there is none. */
  @Nullable ServerState firstFrom(int start, PickContext context) {
    int index = indexFrom(start, context);
    return index < 0 ? null : servers[index];
  }

  /** The index of {@link #firstFrom}; -1 when there is none. */
  int indexFrom(int start, PickContext context) {
    int n = servers.length;
    for (int i = 0; i < n; i++) {
      int index = start + i < n ? start + i : start + i - n;
      if (admits(index, context)) {
        return index;
      }
    }
    return -1;
  }
}
