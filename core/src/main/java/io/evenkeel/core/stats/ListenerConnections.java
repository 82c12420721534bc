package io.evenkeel.core.stats;

import io.evenkeel.core.model.ListenerName;
import java.util.List;

/**
 * The connections of a listener since the process started.
 *
 * @param open now
 * @param accepted and served, ever
 * @param refusedByLimit closed at once because the listener had all it may have
 * @param refusedByClientLimit closed at once because their client had all it may have
 * @param acceptPauses times accepting stopped for lack of file descriptors or kernel memory
 * @param clients with connections open now
 * @param largestClients open connections of those with the most of them, largest first
 */
public record ListenerConnections(
    ListenerName listener,
    int open,
    long accepted,
    long refusedByLimit,
    long refusedByClientLimit,
    long acceptPauses,
    int clients,
    List<Integer> largestClients) {
  public ListenerConnections {
    largestClients = List.copyOf(largestClients);
  }

  /** Of clients that nobody tells apart. */
  public ListenerConnections(
      ListenerName listener,
      int open,
      long accepted,
      long refusedByLimit,
      long refusedByClientLimit,
      long acceptPauses) {
    this(
        listener, open, accepted, refusedByLimit, refusedByClientLimit, acceptPauses, 0, List.of());
  }
}
