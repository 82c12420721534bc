package io.evenkeel.proxy.overload;

import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import io.evenkeel.core.resilience.OverloadReadings;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over the balancer's own resources on a thread of its own, which goes on when event loops
 * and control loop do not. Any thread reads {@link #guard}.
 */
public final class OverloadWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OverloadWatch.class);

  /** A flood fills a small heap in about a second. */
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Says how the resources stand. */
  @FunctionalInterface
  public interface Readings {
    /** Called by the watch's thread only. */
    OverloadReadings read(long nowNanos);

    /** File descriptors that clients may use up, as of the last reading. */
    default int usableDescriptors() {
      return Integer.MAX_VALUE;
    }
  }

  /** Where new connections come in. */
  public interface Door {
    void accept(Acceptance acceptance);

    void usableDescriptors(int most);
  }

  private final Readings readings;
  private final Door door;
  private final Thread thread;
  private volatile OverloadGuard guard = OverloadGuard.CALM;
  private volatile boolean closed;

  public OverloadWatch(Readings readings, Door door) {
    this.readings = readings;
    this.door = door;
    this.thread = Thread.ofPlatform().name("evenkeel-overload").daemon().unstarted(this::run);
  }

  /** Begins to watch. */
  public void start() {
    thread.start();
  }

  /** How the balancer stands. */
  public OverloadGuard guard() {
    return guard;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(PERIOD_NANOS);
      try {
        step(System.nanoTime());
      } catch (RuntimeException | Error e) {
        // Without the watch nobody would notice the next trouble.
        LOG.error("msg=\"the balancer's own resources could not be read\"", e);
      }
    }
  }

  private void step(long nowNanos) {
    OverloadGuard before = guard;
    OverloadGuard now = before.next(readings.read(nowNanos), nowNanos);
    if (closed) {
      return;
    }
    door.usableDescriptors(readings.usableDescriptors());
    if (now.acceptance() != before.acceptance()) {
      door.accept(now.acceptance());
    }
    guard = now;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
