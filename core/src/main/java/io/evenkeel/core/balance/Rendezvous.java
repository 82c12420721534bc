package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rendezvous (highest random weight) hashing: every server draws a score for the key, the highest
 * takes it. Moves no key it need not, needs no table, and its second choice is the next score.
 *
 * <p>O(n) per pick: meant for pools of up to some hundred servers. Thaler, Ravishankar, Using
 * Name-Based Mappings to Increase Hit Rates, 1998; weights by the logarithmic method
 * (Schindelhauer, Schomaker, 2005): score = weight / -ln(u), u uniform.
 */
final class Rendezvous implements Balancer {
  private final Servers servers;
  private final long[] identities;
  private final boolean equalWeights;

  Rendezvous(List<Candidate> candidates) {
    servers = new Servers(candidates);
    identities = new long[servers.size()];
    Arrays.setAll(identities, servers::identity);
    equalWeights = Arrays.stream(servers.weights()).distinct().count() == 1;
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    long hash = context.hash();
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < identities.length; i++) {
      double score = score(i, hash);
      if (score > highest && servers.admits(i, context)) {
        highest = score;
        best = i;
      }
    }
    return best < 0 ? null : servers.at(best);
  }

  private double score(int index, long hash) {
    double uniform = ((Hashing.mix(hash ^ identities[index]) >>> 11) + 0.5) * 0x1.0p-53;
    return equalWeights ? uniform : servers.weight(index) / -Math.log(uniform);
  }
}
