package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Power of two choices: of two servers drawn by weight, the one with less in flight per weight; the
 * first of them when both are equal, which keeps the shares of an idle pool those of the weights.
 * In a large pool {@link Turns} come first.
 *
 * <p>O(1). Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001: nearly as
 * even as looking at all, and balancers that do not know of each other do not run to the same
 * server.
 */
final class PowerOfTwo implements Balancer {
  private final Servers servers;
  private final Pairs pairs;

  /** Null: the pool is small. */
  private final @Nullable Turns turns;

  PowerOfTwo(List<Candidate> candidates, RandomSource random) {
    servers = new Servers(Turns.inOrder(candidates, random));
    AliasTable table = new AliasTable(servers.weights());
    pairs = new Pairs(servers, table, random);
    turns = Turns.areFor(servers.size()) ? new Turns(servers, table, random) : null;
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    ServerState next = turns == null ? null : turns.pick(context);
    return next != null ? next : better(context);
  }

  private @Nullable ServerState better(PickContext context) {
    long pair = pairs.draw(context);
    if (pair == Pairs.NONE) {
      return null;
    }
    int first = Pairs.first(pair);
    int second = Pairs.second(pair);
    return first == second || !isBetter(second, first, context.nowNanos())
        ? servers.at(first)
        : servers.at(second);
  }

  private boolean isBetter(int index, int than, long nowNanos) {
    double load = servers.at(index).load(nowNanos);
    double other = servers.at(than).load(nowNanos);
    return load * servers.weight(than) < other * servers.weight(index);
  }
}
