package io.evenkeel.core.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The one place where what is served is exchanged. Any thread.
 *
 * <p>The order around it, on the control loop: health follows a snapshot first, then it is
 * published; a snapshot is released once it is neither published, nor on trial, nor what a rollback
 * would publish.
 */
public final class SnapshotPublisher {
  private volatile Publication publication;

  public SnapshotPublisher(Snapshot first) {
    first.applyLimits();
    publication = new Publication(first, null);
  }

  /** What is fully published: the base while a canary runs. */
  public Snapshot current() {
    return publication.base();
  }

  /**
   * What is served now, canary included: the same object until something is exchanged. A request
   * reads it once and keeps what it found there to its end.
   */
  public Publication publication() {
    return publication;
  }

  /**
   * Serves {@code next} to everybody from now on, which ends a canary, and returns what was fully
   * published before; rollback is the same call. Compiling changes nothing that is served; what
   * snapshots share (a server's limit) changes here.
   */
  public synchronized Snapshot publish(Snapshot next) {
    Snapshot previous = publication.base();
    next.applyLimits();
    publication = new Publication(next, null);
    return previous;
  }

  /**
   * Serves {@code next} to {@code share} of the clients from now on. What both snapshots share is
   * as the fully published one has it.
   *
   * @param share above 0, up to 1
   * @throws IllegalStateException when a canary runs already
   */
  public synchronized Canary canary(Snapshot next, double share) {
    Canary running = publication.canary();
    if (running != null) {
      throw new IllegalStateException(
          "a canary of revision " + running.snapshot().revision() + " runs (expected: none)");
    }
    Canary canary = new Canary(next, share);
    publication = new Publication(publication.base(), canary);
    return canary;
  }

  /** Serves the base to everybody again; null: there was no canary. */
  public synchronized @Nullable Snapshot endCanary() {
    Canary running = publication.canary();
    publication = running == null ? publication : new Publication(publication.base(), null);
    return running == null ? null : running.snapshot();
  }
}
