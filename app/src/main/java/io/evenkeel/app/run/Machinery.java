package io.evenkeel.app.run;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.health.HealthMonitor;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.time.RandomSource;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a running balancer is put together from, so that its order of steps reads without
 * them. Wiring makes the real ones.
 */
interface Machinery {
  /** Reads the configuration file. One thread at a time. */
  Reading read();

  /** What {@code store} keeps is this installation's from now on; before the first snapshot. */
  void keptIn(Store store);

  /** Makes a snapshot; servers of {@code previous} keep their state. Control loop only. */
  Snapshot compile(long revision, Config config, @Nullable Snapshot previous);

  /** Gives the servers of a snapshot back that is served no longer. Control loop only. */
  void release(Snapshot snapshot);

  /** Starts the event loops; nothing listens before {@link DataPlane#prepare}. */
  DataPlane startDataPlane(SnapshotPublisher published);

  /** Starts the control loop; nothing is checked before its monitor follows a snapshot. */
  Control startControl(DataPlane dataPlane, EventSink events);

  /** Reads configurations that are not the file's: proposals, revisions. */
  ConfigReader reader();

  RandomSource random();

  /** The one thread of decisions. */
  interface Control extends AutoCloseable {
    /** Runs {@code task} on the loop, soon. Any thread. */
    void submit(Runnable task);

    /** Runs {@code task} with the loop's clock on the loop, again and again. Any thread. */
    void every(Duration period, LongConsumer task);

    ControlLoop loop();

    /** The checks. Control loop only. */
    HealthMonitor monitor();

    @Override
    void close();
  }
}
