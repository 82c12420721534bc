package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Peak EWMA: of two servers drawn by weight, the one with the lower product of latency and requests
 * waiting.
 *
 * <p>O(1). After Finagle's balancer of that name; the signal is {@link ServerState#latencyLoad}. A
 * difference of less than {@link #CLEARLY_BETTER} is noise, and the first drawn is taken: else
 * servers of equal speed would be drawn into a contest that ignores their weights.
 */
final class PeakEwma implements Balancer {
  /** Latencies of equal servers differ by more than a tenth all the time. */
  private static final double CLEARLY_BETTER = 7 / 8.0;

  private final Servers servers;
  private final Pairs pairs;
  private final double perMean;

  PeakEwma(List<Candidate> candidates, RandomSource random) {
    servers = new Servers(candidates);
    pairs = new Pairs(servers, random);
    perMean = servers.size() / Arrays.stream(servers.weights()).sum();
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
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
    return cost(index, nowNanos) < CLEARLY_BETTER * cost(than, nowNanos);
  }

  private double cost(int index, long nowNanos) {
    return servers.at(index).latencyLoad(servers.weight(index) * perMean, nowNanos);
  }
}
