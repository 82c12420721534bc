package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighted random: each pick independent, in proportion to weight. O(1), see {@link AliasTable}.
 */
final class WeightedRandom implements Balancer {
  /** Drawing again keeps the proportions of the rest; so often it fails only if little is left. */
  private static final int DRAWS = 16;

  private final Servers servers;
  private final AliasTable table;
  private final RandomSource random;

  WeightedRandom(List<Candidate> candidates, RandomSource random) {
    servers = new Servers(candidates);
    table = new AliasTable(servers.weights());
    this.random = random;
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    for (int i = 0; i < DRAWS; i++) {
      int index = table.draw(random.nextLong());
      if (servers.admits(index, context)) {
        return servers.at(index);
      }
    }
    return servers.firstFrom(random.nextInt(servers.size()), context);
  }
}
