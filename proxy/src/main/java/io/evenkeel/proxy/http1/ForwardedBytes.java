package io.evenkeel.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What is passed on of one buffer: a slice of it as long as that is one piece, a copy from the
 * moment it is not. Used by one event loop, for one buffer at a time.
 */
final class ForwardedBytes {
  /** Room for a few size lines that take the place of others. */
  private static final int SPARE_BYTES = 64;

  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
  private @Nullable ByteBuf copy;
  private int from;
  private int to;

  /** Begins with another buffer, which must stay until {@link #take} or {@link #discard}. */
  void begin(ByteBuf buffer, ByteBufAllocator copies) {
    in = buffer;
    allocator = copies;
    from = 0;
    to = 0;
  }

  /** Passes on [keptFrom, keptTo) of the buffer, which lies after everything kept so far. */
  void keep(int keptFrom, int keptTo) {
    if (from == to) {
      from = keptFrom;
    } else if (to != keptFrom) {
      copy();
      from = keptFrom;
    }
    to = keptTo;
  }

  /** The buffer to write bytes to that take the place of others. */
  ByteBuf copy() {
    ByteBuf out = copy;
    if (out == null) {
      out = allocator.buffer(in.readableBytes() + SPARE_BYTES);
      copy = out;
    }
    out.writeBytes(in, from, to - from);
    from = to;
    return out;
  }

  /** What is to be passed on, owned by the caller; empty when nothing is. */
  ByteBuf take() {
    ByteBuf taken;
    if (copy != null) {
      taken = copy();
    } else {
      taken = from == to ? Unpooled.EMPTY_BUFFER : in.retainedSlice(from, to - from);
    }
    forget();
    return taken;
  }

  void discard() {
    if (copy != null) {
      copy.release();
    }
    forget();
  }

  private void forget() {
    copy = null;
    in = Unpooled.EMPTY_BUFFER;
  }
}
