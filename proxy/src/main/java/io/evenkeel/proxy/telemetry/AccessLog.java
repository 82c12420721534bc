package io.evenkeel.proxy.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One access log: a ring per lane, and the thread that writes them out. Any thread.
 *
 * <p>A disk that is slow, full or gone holds up this thread and nobody else: rings fill up, then
 * lines are dropped and counted. What was written in part when an error struck is continued when
 * writing works again, so that lines stay whole. Lines of one lane keep their order; between lanes
 * the order is by piece, so sort by {@code time} where it matters.
 */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  /** A line is in the file 100 ms after its request at the latest, if the disk allows. */
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** No drop for this long: the next one is news again. */
  private static final long EPISODE_NANOS = 10 * SECOND;

  private final LogTarget target;
  private final AccessLane[] lanes;
  private final Thread writer;
  private final AtomicLong writeErrors = new AtomicLong();
  private volatile boolean closing;
  private volatile boolean linesLeft;

  // Of the writer only.
  private boolean broken;
  private boolean dropping;
  private long droppedSeen;
  private long lastDropNanos;

  @SuppressWarnings("ThreadPriorityCheck") // a wish: correct in any order, only slower
  AccessLog(LogTarget target, int lanes) {
    this.target = target;
    // A daemon: a disk that blocks for ever shall not keep the process alive. close() flushes.
    // Nobody waits for a line; where priorities have effect, requests go first.
    this.writer =
        Thread.ofPlatform()
            .daemon()
            .name("evenkeel-access-log")
            .priority(Thread.MIN_PRIORITY)
            .unstarted(this::run);
    this.lanes = new AccessLane[lanes];
    for (int i = 0; i < lanes; i++) {
      this.lanes[i] = new AccessLane(() -> LockSupport.unpark(writer));
    }
    writer.start();
  }

  /** The side of {@code lane}, for its loop only. */
  public AccessLane lane(int lane) {
    return lanes[lane];
  }

  /** Lines dropped because the writer was a ring behind. */
  public long dropped() {
    long sum = 0;
    for (AccessLane lane : lanes) {
      sum += lane.dropped();
    }
    return sum;
  }

  /** Times that writing failed. */
  public long writeErrors() {
    return writeErrors.get();
  }

  /** Writes what was appended before this call; false: not all within {@code timeoutMillis}. */
  boolean close(long timeoutMillis) {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(timeoutMillis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return !writer.isAlive() && !linesLeft;
  }

  private void run() {
    long lastCheck = System.nanoTime();
    boolean last = false;
    while (!last) {
      last = closing; // read before the rings: what was appended before close is seen after
      long now = System.nanoTime();
      if (broken || now - lastCheck >= SECOND) {
        lastCheck = now;
        checkRotation();
      }
      boolean wrote = drainAll();
      tellDrops(now);
      if (!last && !wrote) {
        LockSupport.parkNanos(this, broken ? SECOND : POLL_NANOS);
      }
    }
    linesLeft = anyLines();
    closeTarget();
  }

  private boolean anyLines() {
    for (AccessLane lane : lanes) {
      if (lane.ring.peek() != null) {
        return true;
      }
    }
    return false;
  }

  /** Empties all rings; whether there was anything, and it could be written. */
  private boolean drainAll() {
    boolean wrote = false;
    for (AccessLane lane : lanes) {
      ByteBuffer piece = lane.ring.peek();
      while (piece != null) {
        if (!write(lane.ring, piece)) {
          return false;
        }
        wrote = true;
        piece = lane.ring.peek();
      }
    }
    return wrote;
  }

  private boolean write(LogRing ring, ByteBuffer piece) {
    int before = piece.remaining();
    try {
      target.write(piece);
      if (broken) {
        broken = false;
        LOG.info("access log is written again to={} dropped={}", target, dropped());
      }
      return true;
    } catch (IOException e) {
      failed(e);
      return false;
    } finally {
      ring.consumed(before - piece.remaining());
    }
  }

  private void failed(IOException e) {
    writeErrors.incrementAndGet();
    if (!broken) {
      broken = true;
      LOG.error(
          "access log cannot be written, tried again each second to={} cause=\"{}\"",
          target,
          e.toString());
    }
    closeTarget(); // a fresh open also heals what only a fresh open can
  }

  private void checkRotation() {
    try {
      if (target.reopenIfRotated()) {
        for (AccessLane lane : lanes) {
          lane.ring.rewind();
        }
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void closeTarget() {
    try {
      target.close();
    } catch (IOException e) {
      LOG.warn("access log did not close to={} cause=\"{}\"", target, e.toString());
    }
  }

  private void tellDrops(long now) {
    long dropped = dropped();
    if (dropped != droppedSeen) {
      if (!dropping) {
        LOG.warn("access log drops lines, the disk is too slow to={} dropped={}", target, dropped);
      }
      dropping = true;
      droppedSeen = dropped;
      lastDropNanos = now;
    } else if (dropping && now - lastDropNanos > EPISODE_NANOS) {
      dropping = false;
      LOG.info("access log no longer drops lines to={} dropped={}", target, dropped);
    }
  }

  /** For messages. */
  @Override
  public String toString() {
    return target.toString();
  }
}
