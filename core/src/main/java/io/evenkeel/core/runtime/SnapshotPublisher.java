package io.evenkeel.core.runtime;

/** The one place where what is served is exchanged. Any thread. */
public final class SnapshotPublisher {
  private volatile Snapshot current;

  public SnapshotPublisher(Snapshot first) {
    current = first;
  }

  /** What is served now. A request reads it once and keeps it to its end. */
  public Snapshot current() {
    return current;
  }

  /**
   * Serves {@code next} from now on and returns what was served before; rollback is the same call.
   */
  public synchronized Snapshot publish(Snapshot next) {
    Snapshot previous = current;
    current = next;
    return previous;
  }
}
