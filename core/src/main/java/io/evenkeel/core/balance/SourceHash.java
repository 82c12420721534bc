package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source hash: the client's address modulo the weighted servers, as other balancers' {@code source}
 * or {@code ip_hash}. Exact shares, O(log n); a server that comes or goes moves most clients.
 */
final class SourceHash implements Balancer {
  private final Servers servers;
  private final double[] cumulative;

  SourceHash(List<Candidate> candidates) {
    servers = new Servers(candidates);
    cumulative = servers.weights();
    Arrays.parallelPrefix(cumulative, Double::sum);
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    double total = cumulative[cumulative.length - 1];
    double place = (context.hash() >>> 11) * 0x1.0p-53 * total;
    int found = Arrays.binarySearch(cumulative, place);
    int index = found >= 0 ? found + 1 : -found - 1;
    return servers.firstFrom(Math.min(index, servers.size() - 1), context);
  }
}
