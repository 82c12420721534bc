package io.evenkeel.proxy.upstream;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what peers do to connections, which is their business, from faults of ours, which must be
 * seen. Any thread.
 */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  /** A shortage makes thousands of these: told again after this. */
  private static final long SHORTAGE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final AtomicLong TOLD_NANOS = new AtomicLong(System.nanoTime() - SHORTAGE_NANOS);

  private Faults() {}

  /**
   * Resets and broken pipes say nothing; want of memory for buffers is a condition, and ends the
   * connection that met it; everything else is logged with its trace.
   */
  public static void report(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      long now = System.nanoTime();
      long told = TOLD_NANOS.get();
      if (now - told >= SHORTAGE_NANOS && TOLD_NANOS.compareAndSet(told, now)) {
        LOG.warn(
            "event=out-of-buffer-memory cause=\"{}\" help=\"connections are cut off; raise"
                + " EVENKEEL_HEAP, or lower limits.connections\"",
            cause.getMessage());
      }
    } else if (!(cause instanceof IOException)) {
      LOG.error("event=internal-error", cause);
    }
  }
}
