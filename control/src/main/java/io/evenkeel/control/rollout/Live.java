package io.evenkeel.control.rollout;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.Snapshot;
import org.jspecify.annotations.Nullable;

/** What is served, as a rollout changes it. Control loop only, but for {@link #publication}. */
public interface Live {
  /** What is served now. Any thread. */
  Publication publication();

  /**
   * Makes a snapshot that shares servers with what is served; to be given to {@link #release}.
   *
   * @throws IllegalArgumentException when it cannot be made
   */
  Snapshot compile(long revision, Config config);

  /** Gives the servers of a snapshot back that is not served and will not be. */
  void release(Snapshot snapshot);

  /**
   * Serves {@code next} to {@code share} of the clients.
   *
   * @return why not; empty: it does
   */
  String tryOn(Snapshot next, double share);

  /** Serves everybody what most were served; nothing when no canary runs. */
  void endCanary();

  /**
   * Serves {@code next} to everybody, which ends a canary.
   *
   * @param kept what may have to come back, whose servers stay known; null: nothing
   * @return why not; empty: it does
   */
  String publish(Snapshot next, @Nullable Snapshot kept);

  /**
   * Serves {@code previous} to everybody again, whatever of it cannot be had any more.
   *
   * @return what could not; empty: nothing
   */
  String restore(Snapshot previous);

  /** What was kept to come back is needed no more. */
  void settle();
}
