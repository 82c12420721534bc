package io.evenkeel.core.stats;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Something of which every event loop has its own, so that writing costs a plain store and no loop
 * waits for another. A lane comes into being when its loop first asks; anybody reads.
 *
 * @param <T> one lane; written by its loop only
 */
public abstract class Lanes<T> {
  private volatile @Nullable Object[] lanes = {};

  /** A lane in which nothing is written yet. */
  protected abstract T open();

  /** The lane of the loop with this number, from 0. That loop only. */
  protected final T lane(int number) {
    @Nullable Object[] seen = lanes;
    Object own = number < seen.length ? seen[number] : null;
    return own == null ? add(number) : cast(own);
  }

  /** All lanes together. Any thread; it may miss what is written at this moment. */
  protected final long sum(ToLongFunction<T> ofLane) {
    long sum = 0;
    for (Object lane : lanes) {
      sum += lane == null ? 0 : ofLane.applyAsLong(cast(lane));
    }
    return sum;
  }

  /** Hands every lane over. Any thread. */
  protected final void forEach(Consumer<T> reader) {
    for (Object lane : lanes) {
      if (lane != null) {
        reader.accept(cast(lane));
      }
    }
  }

  /** Copy on write: happens once per loop, readers never wait. */
  private synchronized T add(int number) {
    T added = open();
    @Nullable Object[] next = Arrays.copyOf(lanes, Math.max(lanes.length, number + 1));
    next[number] = added;
    lanes = next;
    return added;
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  private T cast(Object lane) {
    return (T) lane;
  }
}
