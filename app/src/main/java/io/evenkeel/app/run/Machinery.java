package io.evenkeel.app.run;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a running balancer is put together from, so that its order of steps reads without
 * them. Wiring makes the real ones.
 */
interface Machinery {
  ConfigSource source();

  /** Makes a snapshot; servers of {@code previous} keep their state. Control loop only. */
  Snapshot compile(long revision, Config config, @Nullable Snapshot previous);

  /** Starts the event loops; nothing listens before {@link DataPlane#prepare}. */
  DataPlane startDataPlane(SnapshotPublisher published);

  /** Starts the control loop with the health checks of what is published. */
  Control startControl(SnapshotPublisher published, DataPlane dataPlane);

  /** The one thread of decisions. */
  interface Control extends AutoCloseable {
    /** Runs {@code task} on the loop, soon. Any thread. */
    void submit(Runnable task);

    /** Runs {@code task} with the loop's clock on the loop, again and again. Any thread. */
    void every(Duration period, LongConsumer task);

    /** Checks the servers of {@code now} from now on. Control loop only. */
    void onSnapshot(Snapshot now);

    @Override
    void close();
  }
}
