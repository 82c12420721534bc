package io.evenkeel.core.runtime;

/** The one place where what is served is exchanged. Any thread. */
public final class SnapshotPublisher {
  private volatile Snapshot current;

  public SnapshotPublisher(Snapshot first) {
    first.applyLimits();
    current = first;
  }

  /** What is served now. A request reads it once and keeps it to its end. */
  public Snapshot current() {
    return current;
  }

  /**
   * Serves {@code next} from now on and returns what was served before; rollback is the same call.
   * Compiling changes nothing that is served; what snapshots share (a server's limit) changes here.
   */
  public synchronized Snapshot publish(Snapshot next) {
    Snapshot previous = current;
    next.applyLimits();
    current = next;
    return previous;
  }
}
