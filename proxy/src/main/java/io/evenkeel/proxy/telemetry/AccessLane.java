package io.evenkeel.proxy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One lane's side of an access log. Only the loop of the lane appends; it is never held up. */
public final class AccessLane {
  /** Wake the writer when this many chunks have filled since it was last woken: 256 KiB. */
  private static final int WAKE_EVERY = 4;

  private static final VarHandle DROPPED;

  static {
    try {
      DROPPED = MethodHandles.lookup().findVarHandle(AccessLane.class, "dropped", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final LogRing ring = new LogRing();
  private final AccessLine line = new AccessLine();
  private final Runnable wakeWriter;
  private long wakeAtChunk = WAKE_EVERY;
  private long dropped;

  AccessLane(Runnable wakeWriter) {
    this.wakeWriter = wakeWriter;
  }

  /** Adds the line of {@code entry}, or drops and counts it when the writer is a ring behind. */
  public void append(AccessEntry entry) {
    int at = ring.claim(line.maxLength(entry));
    if (at < 0) {
      DROPPED.setOpaque(this, dropped + 1);
      return;
    }
    ring.publish(line.write(ring.chunk(), at, entry));
    if (ring.chunkNumber() >= wakeAtChunk) {
      wakeAtChunk = ring.chunkNumber() + WAKE_EVERY;
      wakeWriter.run();
    }
  }

  /** Lines dropped so far. Any thread. */
  long dropped() {
    return (long) DROPPED.getOpaque(this);
  }
}
