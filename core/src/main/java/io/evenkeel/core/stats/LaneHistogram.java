package io.evenkeel.core.stats;

/** A histogram of what all event loops see, each in a lane of its own. */
public final class LaneHistogram extends Lanes<LogHistogram> {
  @Override
  protected LogHistogram open() {
    return new LogHistogram();
  }

  /** Counts one duration. Only the loop with this number, from 0. */
  public void add(long nanos, int lane) {
    lane(lane).add(nanos);
  }

  /** Adds the counts to {@code sums}, as {@link LogHistogram#addTo} does. Any thread. */
  public void addTo(long[] sums) {
    forEach(lane -> lane.addTo(sums));
  }
}
