package io.evenkeel.control;

import io.evenkeel.control.rollout.Live;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is served, compiled and exchanged for real; without sockets and checks. */
public final class LiveSnapshots implements Live {
  /** What was done to it, in order: {@code canary 2}, {@code publish 2}, {@code settle}. */
  public final List<String> done = new ArrayList<>();

  /** Why nothing can be published; empty: all can. */
  public String obstacle = "";

  private final ServerRegistry registry = new ServerRegistry();
  private final SnapshotCompiler compiler = new SnapshotCompiler(registry, new SeededRandom(1));
  private final SnapshotPublisher publisher;

  /** Serves {@code first} as revision 1. */
  public LiveSnapshots(Config first) {
    publisher = new SnapshotPublisher(compiler.compile(1, first, null, 0));
  }

  /** Whether some snapshot has this server. */
  public boolean knows(PoolName pool, HostPort address) {
    return registry.find(new ServerId(pool, address)) != null;
  }

  @Override
  public Publication publication() {
    return publisher.publication();
  }

  @Override
  public Snapshot compile(long revision, Config config) {
    return compiler.compile(revision, config, publisher.current(), 0);
  }

  @Override
  public void release(Snapshot snapshot) {
    compiler.release(snapshot);
  }

  @Override
  public String tryOn(Snapshot next, double share) {
    done.add("canary " + next.revision());
    if (obstacle.isEmpty()) {
      publisher.canary(next, share);
    }
    return obstacle;
  }

  @Override
  public void endCanary() {
    done.add("end canary");
    publisher.endCanary();
  }

  @Override
  public String publish(Snapshot next, @Nullable Snapshot kept) {
    done.add("publish " + next.revision());
    if (obstacle.isEmpty()) {
      publisher.publish(next);
    }
    return obstacle;
  }

  @Override
  public String restore(Snapshot kept) {
    done.add("restore " + kept.revision());
    publisher.publish(kept);
    return obstacle;
  }

  @Override
  public void settle() {
    done.add("settle");
  }
}
