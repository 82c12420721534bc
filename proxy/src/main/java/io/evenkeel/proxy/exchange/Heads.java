package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.http1.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Puts a rewritten head where the received one was, so that head and body leave as one buffer. */
final class Heads {
  private Heads() {}

  /**
   * Writes {@code head} into {@code in} so that it ends at {@code headEnd}, over the received head
   * and the headroom before it, and makes {@code in} readable from its begin. False, and nothing is
   * changed, when there is no room or somebody else may still read these bytes.
   */
  static boolean placeBefore(ByteBuf in, int headEnd, HeadWriter head) {
    int start = headEnd - head.length();
    if (start < 0 || in.refCnt() != 1) {
      return false;
    }
    in.setBytes(start, head.bytes(), 0, head.length());
    in.readerIndex(start);
    return true;
  }

  /** {@code head} in a buffer of its own. */
  static ByteBuf copy(HeadWriter head, ByteBufAllocator allocator) {
    return allocator.directBuffer(head.length()).writeBytes(head.bytes(), 0, head.length());
  }

  /** The unread bytes of both, in a buffer with the usual headroom; both are consumed. */
  static ByteBuf join(
      @Nullable ByteBuf first, ByteBuf second, ByteBufAllocator allocator, int headroom) {
    if (first == null) {
      return second;
    }
    int length = second.readableBytes();
    if (first.refCnt() == 1 && first.writableBytes() >= length) {
      first.writeBytes(second);
      second.release();
      return first;
    }
    // Twice what is needed, so that dripping clients do not make us copy at every byte.
    int capacity = headroom + 2 * (first.readableBytes() + length);
    ByteBuf both = allocator.directBuffer(capacity).setIndex(headroom, headroom);
    both.writeBytes(first).writeBytes(second);
    first.release();
    second.release();
    return both;
  }
}
