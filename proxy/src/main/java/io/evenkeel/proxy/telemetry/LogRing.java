package io.evenkeel.proxy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A ring of bytes between one event loop, which appends lines, and one writer, which takes them in
 * large pieces. Neither ever waits for the other.
 *
 * <p>A hundred and twenty-eight chunks of 64 KiB, allocated when first reached. A line never
 * crosses the end of its chunk: the loop formats it in place, and a piece the writer takes is one
 * contiguous array. A position counts bytes as if all chunks followed each other for ever; the only
 * shared words are the producer's position, stored after the bytes it covers, and the consumer's.
 */
final class LogRing {
  static final int CHUNK = 64 * 1024;
  static final int CHUNKS = 128;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(LogRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(LogRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final byte[] @Nullable [] chunks = new byte[CHUNKS][];

  /** The end of the lines in each chunk the producer has left. */
  private final int[] ends = new int[CHUNKS];

  private long head;
  private long tail;

  /**
   * The producer's offset in {@link #chunk} with more than {@code room} bytes behind it; -1: the
   * ring is full. Producer only.
   */
  int claim(int room) {
    int offset = offset(head);
    if (chunks[index(head)] != null && CHUNK - offset > room) {
      return offset;
    }
    return nextChunk(offset) ? offset(head) : -1;
  }

  /** Moves on to a free chunk; an empty ring's first chunk counts as one. */
  private boolean nextChunk(int offset) {
    if (chunks[index(head)] == null) {
      chunks[index(head)] = new byte[CHUNK];
      return true;
    }
    long next = (head / CHUNK + 1) * CHUNK;
    long oldest = (long) TAIL.getAcquire(this) / CHUNK;
    if (next / CHUNK - oldest >= CHUNKS) {
      return false;
    }
    ends[index(head)] = offset;
    if (chunks[index(next)] == null) {
      chunks[index(next)] = new byte[CHUNK];
    }
    HEAD.setRelease(this, next);
    return true;
  }

  /** The array {@link #claim} spoke of. Producer only. */
  byte[] chunk() {
    byte[] chunk = chunks[index(head)];
    assert chunk != null : "claim comes first";
    return chunk;
  }

  /** Publishes the bytes of the claimed chunk up to {@code end}. Producer only. */
  void publish(int end) {
    HEAD.setRelease(this, head - offset(head) + end);
  }

  /** The number of the chunk the producer is in. Producer only. */
  long chunkNumber() {
    return head / CHUNK;
  }

  /** The next piece to write, whole lines; null: the ring is empty. Consumer only. */
  @Nullable ByteBuffer peek() {
    long seen = (long) HEAD.getAcquire(this);
    while (true) {
      boolean left = seen / CHUNK > tail / CHUNK;
      int end = left ? ends[index(tail)] : offset(seen);
      if (offset(tail) < end) {
        return ByteBuffer.wrap(chunks[index(tail)], offset(tail), end - offset(tail));
      }
      if (!left) {
        return null;
      }
      TAIL.setRelease(this, (tail / CHUNK + 1) * CHUNK);
    }
  }

  /** The first {@code bytes} of the piece are done with. Consumer only. */
  void consumed(int bytes) {
    TAIL.setRelease(this, tail + bytes);
  }

  /** Goes back to the start of a line that was taken in part, and returns by how many bytes. */
  int rewind() {
    byte[] chunk = chunks[index(tail)];
    int offset = offset(tail);
    int start = offset;
    while (chunk != null && start > 0 && chunk[start - 1] != '\n') {
      start--;
    }
    TAIL.setRelease(this, tail - (offset - start));
    return offset - start;
  }

  private static int index(long position) {
    return (int) (position / CHUNK) & (CHUNKS - 1);
  }

  private static int offset(long position) {
    return (int) position & (CHUNK - 1);
  }
}
