package io.evenkeel.bench.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The memory shared with a server process: told through it, and asked, in whatever state the
 * process is. The places of the numbers are those of resilience-server.c. For one thread.
 */
final class ControlFile {
  /** Of one entry of {@link #arrivals}. */
  static final long BUCKET_MICROS = 100_000;

  private static final int EPOCH = 10;
  private static final int ARRIVED = 16;
  private static final int PEAK = 21;
  private static final int ARRIVALS = 64;
  private static final int BUCKETS = 1024;

  private final Path file;
  private final LongBuffer numbers;

  ControlFile(Path file) {
    this.file = file;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      numbers =
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, (ARRIVALS + BUCKETS) * (long) Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .asLongBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot share " + file, e);
    }
  }

  Path file() {
    return file;
  }

  /** Takes effect with the next request. */
  void apply(Behaviour behaviour) {
    long[] settings = {
      behaviour.serviceMicros(),
      behaviour.spreadMicros(),
      behaviour.extraMicros(),
      behaviour.errorsPerThousand(),
      behaviour.errorStatus(),
      behaviour.errorsFast() ? 1 : 0,
      behaviour.slots(),
      behaviour.thrashPerThousand(),
      behaviour.leakBytes(),
      behaviour.holdBytes()
    };
    for (int i = 0; i < settings.length; i++) {
      numbers.put(i, settings[i]);
    }
  }

  /** Forgets all counts and counts arrivals from that moment on. */
  void countFrom(long epochNanos) {
    for (int i = 0; i < BUCKETS; i++) {
      numbers.put(ARRIVALS + i, 0);
    }
    numbers.put(ARRIVED, 0);
    forgetPeak();
    numbers.put(EPOCH, epochNanos);
  }

  void forgetPeak() {
    numbers.put(PEAK, 0);
  }

  /** The most requests that were there at once. */
  long peak() {
    return numbers.get(PEAK);
  }

  /** Requests per tenth of a second since the epoch. */
  long[] arrivals() {
    long[] arrivals = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      arrivals[i] = numbers.get(ARRIVALS + i);
    }
    return arrivals;
  }
}
