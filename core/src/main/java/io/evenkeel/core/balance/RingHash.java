package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ring hashing in the manner of ketama: every server holds points on a circle in proportion to its
 * weight, a key belongs to the next point.
 *
 * <p>O(log points) per pick. Karger et al., Consistent Hashing and Random Trees, 1997. With p
 * points a share is off by about 1 / √p of itself: a server of mean weight has 256 to 512, so 5 %.
 * {@link Maglev} is more even and faster; the ring moves no key it need not.
 */
final class RingHash implements Balancer {
  private static final int POINTS_PER_SERVER = 512;

  /** 8 MiB: from 2,048 servers on they have fewer points each. */
  private static final int MAX_POINTS = 1 << 20;

  private static final int WALK = 64;

  private final Servers servers;
  private final int indexBits;

  /** Sorted; a point's place on the circle above, the server's index in the low bits. */
  private final long[] points;

  RingHash(List<Candidate> candidates) {
    servers = new Servers(candidates);
    indexBits = 32 - Integer.numberOfLeadingZeros(servers.size());
    points = points(servers, indexBits);
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    int found = Arrays.binarySearch(points, context.hash());
    int at = found >= 0 ? found : -found - 1;
    at = at == points.length ? 0 : at;
    int owner = owner(at);
    for (int i = 0; i < WALK; i++) {
      int index = owner(at);
      if (servers.admits(index, context)) {
        return servers.at(index);
      }
      at = at + 1 == points.length ? 0 : at + 1;
    }
    return servers.firstFrom(owner, context);
  }

  private int owner(int point) {
    return (int) points[point] & ((1 << indexBits) - 1);
  }

  private static long[] points(Servers servers, int indexBits) {
    int n = servers.size();
    double sum = Arrays.stream(servers.weights()).sum();
    double perWeight = perWeight(Math.min((double) POINTS_PER_SERVER * n, MAX_POINTS) / sum);
    int[] counts = new int[n];
    for (int i = 0; i < n; i++) {
      counts[i] = Math.max(1, (int) Math.rint(servers.weight(i) * perWeight));
    }
    long[] points = new long[Arrays.stream(counts).sum()];
    int next = 0;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < counts[i]; k++) {
        long place = Hashing.mix(servers.identity(i) + k);
        points[next++] = ((place >>> indexBits) << indexBits) | i;
      }
    }
    Arrays.sort(points);
    return points;
  }

  /** Rounded down to a power of two: it must stay when one server comes or goes, or keys move. */
  private static double perWeight(double atMost) {
    return Math.scalb(1.0, Math.getExponent(atMost));
  }
}
