package io.evenkeel.proxy.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class LogRingTest {
  private static final long SEED = 7;

  @Test
  void everyByteArrivesOnceInOrderAcrossThreads() throws InterruptedException {
    LogRing ring = new LogRing();
    long total = 64L * LogRing.CHUNK * LogRing.CHUNKS;
    AtomicReference<String> broken = new AtomicReference<>("");
    Thread consumer = Thread.ofPlatform().start(() -> broken.set(consume(ring, total)));
    Random random = new Random(SEED);
    long sent = 0;
    while (sent < total) {
      int length = (int) Math.min(total - sent, random.nextInt(1, 20_000));
      int at = ring.claim(length);
      if (at < 0) {
        Thread.onSpinWait();
        continue;
      }
      byte[] chunk = ring.chunk();
      for (int i = 0; i < length; i++) {
        chunk[at + i] = pattern(sent++);
      }
      ring.publish(at + length);
    }
    consumer.join();
    assertThat(broken.get()).as("seed %d", SEED).isEmpty();
  }

  private static String consume(LogRing ring, long total) {
    Random random = new Random(SEED + 1);
    long got = 0;
    while (got < total) {
      ByteBuffer piece = ring.peek();
      if (piece == null) {
        Thread.onSpinWait();
        continue;
      }
      int take = random.nextInt(piece.remaining()) + 1;
      for (int i = 0; i < take; i++) {
        if (piece.get() != pattern(got++)) {
          return "byte " + (got - 1);
        }
      }
      ring.consumed(take);
    }
    return ring.peek() == null ? "" : "more than was sent";
  }

  private static byte pattern(long position) {
    return (byte) (position * 31 + (position >> 16));
  }

  @Test
  void fullRingRefusesUntilSomethingIsTaken() {
    LogRing ring = new LogRing();
    int lines = 0;
    for (int at = ring.claim(1000); at >= 0; at = ring.claim(1000)) {
      ring.publish(at + 1000);
      lines++;
    }
    assertThat(lines).isEqualTo(LogRing.CHUNKS * (LogRing.CHUNK / 1000));
    ByteBuffer piece = requireNonNull(ring.peek());
    ring.consumed(piece.remaining());
    assertThat(ring.peek()).isNotNull();
    assertThat(ring.claim(1000)).isZero();
  }

  @Test
  void rewindGoesBackToTheStartOfTheLine() {
    LogRing ring = new LogRing();
    byte[] lines = Lines.bytes("first\nsecond\n");
    int at = ring.claim(lines.length);
    System.arraycopy(lines, 0, ring.chunk(), at, lines.length);
    ring.publish(at + lines.length);
    ring.peek();
    ring.consumed(9);
    assertThat(ring.rewind()).isEqualTo(3);
    assertThat(ring.rewind()).isZero();
    ByteBuffer piece = requireNonNull(ring.peek());
    assertThat(ISO_8859_1.decode(piece).toString()).isEqualTo("second\n");
  }

  @Test
  void appendingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AccessLane lane = new AccessLane(() -> {});
    AccessEntry entry = Lines.typical(new AccessEntry());
    long allocated = Long.MAX_VALUE;
    // The first rounds reach every chunk of the ring; the smallest round is one without the JIT's.
    for (int round = 0; round < 40; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        entry.startEpochMicros((round * 1000L + i) * 300_000); // a new second now and then
        lane.append(entry);
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
      for (ByteBuffer piece = lane.ring.peek(); piece != null; piece = lane.ring.peek()) {
        lane.ring.consumed(piece.remaining());
      }
    }
    assertThat(allocated).isZero();
    assertThat(lane.dropped()).isZero();
  }
}
