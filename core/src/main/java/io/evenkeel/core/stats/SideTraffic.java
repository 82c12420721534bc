package io.evenkeel.core.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The requests of one side of a comparison, canary or control. Any thread; each event loop counts
 * in {@link Tally tallies} of its own, which readers sum.
 */
public final class SideTraffic {
  private final Queue<Opened> tallies = new ConcurrentLinkedQueue<>();

  private record Opened(String pool, List<String> servers, Tally tally) {}

  /**
   * A tally for the calling loop; once per route, loop and pool.
   *
   * @param pool name of the pool; empty: requests that the balancer answers by itself
   * @param servers names, in the order of the positions that will be counted
   */
  public Tally open(String pool, List<String> servers) {
    Tally tally = new Tally(servers.size());
    tallies.add(new Opened(pool, List.copyOf(servers), tally));
    return tally;
  }

  /** The sums of this moment by pool; under the empty name what no pool had a part in. */
  public Map<String, PoolCounts> pools() {
    Map<String, PoolCounts> sums = new TreeMap<>();
    for (Opened opened : tallies) {
      PoolCounts before = sums.getOrDefault(opened.pool(), PoolCounts.ZERO);
      Map<String, Long> byServer = new LinkedHashMap<>(before.byServer());
      for (int i = 0; i < opened.servers().size(); i++) {
        byServer.merge(opened.servers().get(i), opened.tally().byServer(i), Long::sum);
      }
      sums.put(
          opened.pool(), new PoolCounts(before.requests().plus(opened.tally().sum()), byServer));
    }
    return sums;
  }
}
