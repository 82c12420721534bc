package io.evenkeel.core.runtime;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.stats.SideTraffic;
import org.jspecify.annotations.Nullable;

/**
 * What is served at one moment: a snapshot, and during a canary a second one for some of the
 * clients. Immutable; swapped as a whole.
 *
 * @param canary null: everybody is served from {@code base}
 */
public record Publication(Snapshot base, @Nullable Canary canary) {
  /**
   * What clients of {@code listener} are served from.
   *
   * @param onCanary whether {@link Canary#takes} said yes to the client
   * @return null when the configuration has no such listener. A client on the canary whose listener
   *     the canary does not have stays with {@code base}: listeners come and go by full publication
   *     only.
   */
  public @Nullable ListenerRuntime listener(ListenerName listener, boolean onCanary) {
    Canary running = canary;
    ListenerRuntime tried =
        running == null || !onCanary ? null : running.snapshot().listeners().get(listener);
    return tried != null ? tried : base.listeners().get(listener);
  }

  /**
   * Where the requests served from {@code runtime} are counted for comparison; null without a
   * canary, and for a runtime of neither snapshot.
   */
  @SuppressWarnings(
      "ReferenceEquality") // an equal listener of the other snapshot is the other side
  public @Nullable SideTraffic sideOf(ListenerRuntime runtime) {
    Canary running = canary;
    if (running == null) {
      return null;
    }
    ListenerName name = runtime.listener().name();
    if (running.snapshot().listeners().get(name) == runtime) {
      return running.traffic();
    }
    return base.listeners().get(name) == runtime ? running.control() : null;
  }
}
