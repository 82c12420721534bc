package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among more servers than the processor's caches hold. Any thread.
 *
 * <p>A request to a server that nobody has asked for a while waits for main memory some hundred
 * times: its connection, here and in the kernel, and what is known of it. Drawn out of ten thousand
 * servers, nearly every one is such a server, and a request costs half as much again. So a window
 * of {@value #WINDOW} servers moves through all of them, one step a millisecond, and a server that
 * is idle is taken out of it: in its turn a server gets some requests one after the other instead
 * of as many over the next ten seconds.
 *
 * <p>Nobody waits longer for that: who has a request in flight or has failed lately is not taken,
 * and after {@value #DRAWS} draws in vain the window becomes twice as wide, up to {@value #WIDEST}:
 * it is as wide as the number of requests in flight asks for, and nobody draws long in a pool that
 * is busy throughout. Shares stay those of the weights, since a turn is a column of the {@link
 * AliasTable} and each gets as many. The order is drawn anew for every list of candidates, so that
 * servers which stand together in the file, and on one machine, have turns of their own; each event
 * loop is elsewhere in it.
 */
final class Turns {
  /** Fewer are in a cache nearly all the time: with 64 a request costs 8 % more than with 3. */
  static final int LEAST_SERVERS = 64;

  static final int WINDOW = 16;

  static final int WIDEST = 1024;

  /** Draws from each width. */
  static final int DRAWS = 4;

  /** A step takes 2^20 ns, about a millisecond: short against what a person sees as even. */
  static final int STEP_BITS = 20;

  /** Multiples of the golden ratio lie far from each other, however many there are. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final Servers servers;
  private final AliasTable table;
  private final RandomSource random;
  private final int widest;

  /** How wide the window is now: a hint, which event loops take from each other. */
  private int width = WINDOW;

  /** The step in which the widest was too busy: until the window moves on, nobody draws again. */
  private long vainStep = Long.MIN_VALUE;

  /**
   * @param servers at least {@link #LEAST_SERVERS}, {@link #inOrder}
   * @param table of their weights
   */
  Turns(Servers servers, AliasTable table, RandomSource random) {
    this.servers = servers;
    this.table = table;
    this.random = random;
    this.widest = Math.min(WIDEST, servers.size());
  }

  /** Whether so many servers have turns. */
  static boolean areFor(int servers) {
    return servers >= LEAST_SERVERS;
  }

  /** The order in which {@code candidates} have their turns: as it comes when they have none. */
  static List<Candidate> inOrder(List<Candidate> candidates, RandomSource random) {
    if (!areFor(candidates.size())) {
      return candidates;
    }
    List<Candidate> order = new ArrayList<>(candidates);
    RandomGenerator generator = random::nextLong;
    Collections.shuffle(order, generator);
    return order;
  }

  /** An idle server whose turn it is; null: none was found. */
  @Nullable ServerState pick(PickContext context) {
    long nowNanos = context.nowNanos();
    long step = nowNanos >>> STEP_BITS;
    if (step == vainStep) {
      return null;
    }
    int newest = newest(context.lane(), step);
    for (int wide = width; wide <= widest; wide *= 2) {
      for (int draw = 0; draw < DRAWS; draw++) {
        int index = draw(newest, wide);
        ServerState server = servers.at(index);
        if (server.load(nowNanos) == 0 && servers.admits(index, context)) {
          foundAt(wide, draw);
          return server;
        }
      }
    }
    vainStep = step;
    return null;
  }

  /** Half is enough where the first draw finds somebody; who reads {@code width} writes seldom. */
  private void foundAt(int wide, int draw) {
    int next = draw == 0 ? Math.max(WINDOW, wide / 2) : wide;
    if (next != width) {
      width = next;
    }
  }

  private int draw(int newest, int width) {
    long drawn = random.nextLong();
    int column = newest - Hashing.reduce(drawn, width);
    return table.at(column < 0 ? column + servers.size() : column, drawn);
  }

  /** The column that has come into the window last. */
  private int newest(int lane, long step) {
    int n = servers.size();
    return (int) ((step + Hashing.reduce(lane * GOLDEN, n)) % n);
  }
}
