package io.evenkeel.core.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/** A count that every event loop adds to in a lane of its own. */
public final class LaneCount extends Lanes<AtomicLongArray> {
  /** 64 bytes on either side: no two lanes share a cache line. */
  private static final int PADDING = 8;

  @Override
  protected AtomicLongArray open() {
    return new AtomicLongArray(2 * PADDING);
  }

  /** Counts one more. Only the loop with this number, from 0. */
  public void increment(int lane) {
    AtomicLongArray count = lane(lane);
    count.setOpaque(PADDING, count.getPlain(PADDING) + 1);
  }

  /** All lanes together. Any thread; it may miss what is counted at this moment. */
  public long sum() {
    return sum(lane -> lane.getOpaque(PADDING));
  }
}
