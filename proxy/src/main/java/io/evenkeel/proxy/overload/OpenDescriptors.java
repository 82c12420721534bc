package io.evenkeel.proxy.overload;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Counts the file descriptors that this process has open. One thread.
 *
 * <p>Linux tells the number as the size of a folder (since 6.2). Before, the folder has to be
 * listed, which takes a microsecond for each: that is done for at most a hundredth of the time.
 */
final class OpenDescriptors {
  private static final Path FOLDER = Path.of("/proc/self/fd");

  /** Between two lists while less than half of all is open. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int TIMES_AS_LONG = 100;

  private final UnixOperatingSystemMXBean system;
  private boolean listed;
  private long open;
  private long listedNanos;
  private long tookNanos;

  OpenDescriptors(UnixOperatingSystemMXBean system) {
    this.system = system;
  }

  /** How many there may be at most. */
  long most() {
    return system.getMaxFileDescriptorCount();
  }

  /**
   * How many there are.
   *
   * @param many from how many on it is counted as often as may be
   * @return {@link Long#MAX_VALUE} when there is none left to count with
   */
  long count(long many, long nowNanos) {
    long told = told();
    return told > 0 ? told : list(many, nowNanos);
  }

  private static long told() {
    try {
      return Files.size(FOLDER);
    } catch (IOException _) {
      return 0; // no Linux
    }
  }

  long list(long many, long nowNanos) {
    long pause = Math.max(tookNanos * TIMES_AS_LONG, open < many ? CALM_NANOS : 0);
    if (listed && nowNanos - listedNanos < pause) {
      return open;
    }
    listed = true;
    listedNanos = nowNanos;
    long begin = System.nanoTime();
    try {
      long count = system.getOpenFileDescriptorCount();
      open = count < 0 ? Long.MAX_VALUE : count;
    } catch (InternalError _) {
      open = Long.MAX_VALUE; // none was left to open the folder with
    }
    tookNanos = System.nanoTime() - begin;
    return open;
  }
}
