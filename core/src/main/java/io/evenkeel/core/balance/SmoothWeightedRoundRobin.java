package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin: every server in turn, heavy ones more often but not in a row.
 *
 * <p>O(1): the sequence is computed beforehand ({@link SmoothSequence}), a pick takes the next
 * place of it. Each list of candidates begins at a random place, or every change would send the
 * next request to the first server.
 */
final class SmoothWeightedRoundRobin implements Balancer {
  /** Places looked at before the servers are asked in order: longer runs of one server are rare. */
  private static final int WALK = 32;

  private final Servers servers;
  private final int[] sequence;
  private final AtomicInteger cursor;

  SmoothWeightedRoundRobin(List<Candidate> candidates, RandomSource random) {
    servers = new Servers(candidates);
    sequence = SmoothSequence.of(servers.weights());
    cursor = new AtomicInteger(random.nextInt(sequence.length));
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    int place = Integer.remainderUnsigned(cursor.getAndIncrement(), sequence.length);
    int first = sequence[place];
    int walk = Math.min(WALK, sequence.length);
    for (int i = 0; i < walk; i++) {
      int index = sequence[place];
      if (servers.admits(index, context)) {
        return servers.at(index);
      }
      place = place + 1 == sequence.length ? 0 : place + 1;
    }
    return servers.firstFrom(first, context);
  }
}
