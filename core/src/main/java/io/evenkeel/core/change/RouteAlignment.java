package io.evenkeel.core.change;

import io.evenkeel.core.model.Route;
import io.evenkeel.core.route.RouteCover;
import java.util.Arrays;
import java.util.List;

/**
 * Which route of a list became which of another, so that one that is inserted above the others does
 * not make all of them look changed. Immutable.
 *
 * <p>Routes that take the same requests belong together, as many as possible without changing
 * places (the longest common subsequence, as in Hunt and McIlroy, An Algorithm for Differential
 * File Comparison, 1976). Those left between two such pairs belong together in their order: there a
 * route takes other requests than before. Who has moved past others is gone in one place and new in
 * the other, since places decide who is asked first.
 */
final class RouteAlignment {
  /** Beyond that, time and memory would grow with the square; then only places count. */
  private static final int MOST_COMPARED = 4_000_000;

  private static final int NONE = -1;

  private final int[] beforeOf;
  private final int[] afterOf;

  private RouteAlignment(int[] beforeOf, int[] afterOf) {
    this.beforeOf = beforeOf;
    this.afterOf = afterOf;
  }

  static RouteAlignment between(List<Route> before, List<Route> after) {
    int[] beforeOf = new int[after.size()];
    int[] afterOf = new int[before.size()];
    Arrays.fill(beforeOf, NONE);
    Arrays.fill(afterOf, NONE);
    RouteAlignment alignment = new RouteAlignment(beforeOf, afterOf);
    alignment.pairAlike(before, after);
    alignment.pairLeftOvers();
    return alignment;
  }

  /** The index of what became the route at {@code after}; negative: it is new. */
  int before(int after) {
    return beforeOf[after];
  }

  /** The index of what the route at {@code before} became; negative: it is gone. */
  int after(int before) {
    return afterOf[before];
  }

  private void pair(int before, int after) {
    afterOf[before] = after;
    beforeOf[after] = before;
  }

  private void pairAlike(List<Route> before, List<Route> after) {
    int begin = 0;
    int beforeEnd = before.size();
    int afterEnd = after.size();
    while (begin < Math.min(beforeEnd, afterEnd)
        && RouteCover.same(before.get(begin), after.get(begin))) {
      pair(begin, begin);
      begin++;
    }
    while (beforeEnd > begin
        && afterEnd > begin
        && RouteCover.same(before.get(beforeEnd - 1), after.get(afterEnd - 1))) {
      pair(--beforeEnd, --afterEnd);
    }
    if ((long) (beforeEnd - begin) * (afterEnd - begin) <= MOST_COMPARED) {
      pairMiddle(before.subList(begin, beforeEnd), after.subList(begin, afterEnd), begin);
    }
  }

  /** {@code most[i][j]}: how many pairs there are from {@code i} and {@code j} on. */
  private void pairMiddle(List<Route> before, List<Route> after, int begin) {
    int[][] most = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        most[i][j] =
            RouteCover.same(before.get(i), after.get(j))
                ? 1 + most[i + 1][j + 1]
                : Math.max(most[i + 1][j], most[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() && j < after.size()) {
      if (RouteCover.same(before.get(i), after.get(j))) {
        pair(begin + i++, begin + j++);
      } else if (most[i + 1][j] >= most[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
  }

  private void pairLeftOvers() {
    int i = 0;
    int j = 0;
    while (i < afterOf.length && j < beforeOf.length) {
      if (afterOf[i] == NONE && beforeOf[j] == NONE) {
        pair(i++, j++);
      } else if (afterOf[i] == NONE) {
        i++;
      } else if (beforeOf[j] == NONE) {
        j++;
      } else {
        i++;
        j++;
      }
    }
  }
}
