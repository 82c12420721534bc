package io.evenkeel.control.health;

import io.evenkeel.core.stats.LogHistogram;

/**
 * What the servers of a pool took for their latest answers, all together: the yardstick for each of
 * them. Control loop only.
 */
final class PeerLatencies {
  private static final int FRESH = 16;

  private final Worklist fresh = new Worklist(FRESH);
  private final long[] sums = new long[LogHistogram.BUCKETS];

  /** By bucket of {@link LogHistogram}: of those that are in. */
  long[] sums() {
    return sums;
  }

  /** Drops those whose latest answers are too old to say anything of now. */
  void forgetOld(long nowNanos) {
    fresh.look(server -> {
      boolean stays = server.latency.isFresh(nowNanos);
      if (!stays) {
        out(server);
      }
      return stays;
    });
  }

  /** Its latest answers change, or it is to be compared with the others. */
  void out(Watched server) {
    if (server.isPeer) {
      add(server, -1);
    }
  }

  /** Counts its latest answers, until they are old. */
  void in(Watched server) {
    add(server, 1);
    fresh.add(server);
  }

  /** Begins without anybody. */
  void clear() {
    fresh.look(server -> {
      out(server);
      return false;
    });
  }

  private void add(Watched server, int sign) {
    server.isPeer = sign > 0;
    long[] counts = server.latency.recent();
    for (int bucket = 0; bucket < sums.length; bucket++) {
      sums[bucket] += sign * counts[bucket];
    }
  }
}
