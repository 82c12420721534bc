package io.evenkeel.control.loop;

/** Something the control loop does later. Control loop only. */
public final class LoopTimer implements Comparable<LoopTimer> {
  private final ControlLoop loop;
  private final long atNanos;
  private final long sequence;
  private final Runnable action;

  LoopTimer(ControlLoop loop, long atNanos, long sequence, Runnable action) {
    this.loop = loop;
    this.atNanos = atNanos;
    this.sequence = sequence;
    this.action = action;
  }

  /** When it is due, by the monotonic clock. */
  public long atNanos() {
    return atNanos;
  }

  /** Does nothing when it is over. */
  public void cancel() {
    loop.cancel(this);
  }

  /** Whether it is to run now; one made by a timer of this very run waits for the next run. */
  boolean isDue(long nowNanos, long madeBefore) {
    return atNanos - nowNanos <= 0 && sequence < madeBefore;
  }

  Runnable action() {
    return action;
  }

  /** By difference, since a monotonic clock may overflow; those of one time in order of making. */
  @Override
  public int compareTo(LoopTimer other) {
    int byTime = Long.signum(atNanos - other.atNanos);
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }
}
