package io.evenkeel.app.run;

import io.evenkeel.control.rollout.Live;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is served, and the order in which it is exchanged: bind, let the checks follow, publish, let
 * go. Control loop only, but for {@link #publication}.
 */
final class Serving implements Live {
  private final Machinery machinery;
  private final Machinery.Control control;
  private final SnapshotPublisher published;
  private final DataPlane dataPlane;
  private Function<Config, String> moveAdmin = _ -> "";

  Serving(
      Machinery machinery,
      Machinery.Control control,
      SnapshotPublisher published,
      DataPlane dataPlane) {
    this.machinery = machinery;
    this.control = control;
    this.published = published;
    this.dataPlane = dataPlane;
  }

  /**
   * Has the admin listener follow from now on.
   *
   * @param move where it goes by a configuration; says why it could not
   */
  void admin(Function<Config, String> move) {
    moveAdmin = move;
  }

  @Override
  public Publication publication() {
    return published.publication();
  }

  @Override
  public Snapshot compile(long revision, Config config) {
    return machinery.compile(revision, config, published.current());
  }

  @Override
  public void release(Snapshot snapshot) {
    machinery.release(snapshot);
  }

  @Override
  public String tryOn(Snapshot next, double share) {
    List<String> unbound = dataPlane.prepare(next);
    if (!unbound.isEmpty()) {
      return String.join("; ", unbound);
    }
    // New servers are being checked, not healthy, when their first request could come.
    control.monitor().follow(published.current(), next);
    published.canary(next, share);
    return "";
  }

  @Override
  public void endCanary() {
    if (published.endCanary() != null) {
      settle();
    }
  }

  @Override
  public String publish(Snapshot next, @Nullable Snapshot kept) {
    Snapshot before = published.current();
    List<String> unbound = dataPlane.prepare(next);
    if (!unbound.isEmpty()) {
      return String.join("; ", unbound);
    }
    // Last of what can fail, because it takes effect at once.
    boolean adminMoves = !next.config().admin().equals(before.config().admin());
    String failure = adminMoves ? moveAdmin.apply(next.config()) : "";
    if (!failure.isEmpty()) {
      dataPlane.published(before);
      return failure;
    }
    serve(next, kept);
    return "";
  }

  @Override
  public String restore(Snapshot previous) {
    List<String> lost = new ArrayList<>(dataPlane.prepare(previous));
    boolean isBound = lost.isEmpty();
    if (!previous.config().admin().equals(published.current().config().admin())) {
      lost.add(moveAdmin.apply(previous.config()));
      lost.removeIf(String::isEmpty);
    }
    if (isBound) {
      serve(previous, null);
    } else {
      // The listeners stay as they are: what they have in common with it, goes by it again.
      control.monitor().follow(previous, null);
      published.publish(previous);
    }
    return String.join("; ", lost);
  }

  private void serve(Snapshot next, @Nullable Snapshot kept) {
    // New servers are being checked, not healthy, when their first request could come.
    control.monitor().follow(next, kept);
    published.publish(next);
    dataPlane.published(next);
  }

  @Override
  public void settle() {
    Snapshot served = published.current();
    control.monitor().follow(served, null);
    // Bound already, but for a listener that was lost on the way back: it is tried again.
    if (dataPlane.prepare(served).isEmpty()) {
      dataPlane.published(served);
    }
  }
}
