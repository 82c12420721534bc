package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.proxy.http1.HeadWriter;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.overload.HeadBudget;
import io.evenkeel.proxy.upstream.ReceiveBuffers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent and nobody has taken yet: a head or a part of one, further requests, bytes
 * of a body that its exchange is not ready for. Confined to its loop.
 */
final class ReceivedBytes {
  /** What a client may send ahead of its answers before we stop reading. */
  private static final int PIPELINED_BYTES = 64 * 1024;

  private final LoopContext loop;
  private @Nullable ByteBuf bytes;

  /** In how many of them no end of a head was found. */
  private int searched;

  /** Bytes of the loop's {@link HeadBudget} that an incomplete head takes. */
  private int held;

  ReceivedBytes(LoopContext loop) {
    this.loop = loop;
  }

  /** Takes {@code in} over. */
  void add(ByteBuf in) {
    bytes = Heads.join(bytes, in, loop.allocator, ReceiveBuffers.HEADROOM);
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** To be read from the begin, and then {@link #used}; still owned by this. */
  @Nullable ByteBuf first() {
    return bytes;
  }

  /** Whether there is so much that the client should be made to wait. */
  boolean areMany() {
    ByteBuf in = bytes;
    return in != null && in.readableBytes() > PIPELINED_BYTES;
  }

  /** Whether no head was sought in them yet. */
  boolean areNew() {
    return searched == 0;
  }

  /**
   * Seeks a whole head at the begin, and takes of the loop's memory for heads what a part of one
   * needs.
   *
   * @return as {@link RequestHeadParser#parse}
   */
  int findHead(ByteBuf in, ListenerLimits limits) {
    int result =
        RequestHeads.isWorthALook(in, searched, limits)
            ? loop.heads.parse(in, limits)
            : RequestHeadParser.INCOMPLETE;
    boolean isPart = result == RequestHeadParser.INCOMPLETE;
    searched = isPart ? in.readableBytes() : 0;
    hold(isPart ? in.capacity() : 0);
    return result;
  }

  private void hold(int newlyHeld) {
    loop.headBudget.change(held, newlyHeld);
    held = newlyHeld;
  }

  /**
   * Puts the outgoing {@code head} in the place of the received one, which had {@code headLength}
   * bytes, and hands it over.
   *
   * @param contentLength of the body that follows, so many of whose bytes as are there come along;
   *     at most 0: none do
   */
  ByteBuf replaceHead(HeadWriter head, int headLength, long contentLength) {
    ByteBuf in = bytes;
    if (in == null) {
      throw new IllegalStateException("no head to replace");
    }
    int headEnd = in.readerIndex() + headLength;
    int rest = in.writerIndex() - headEnd;
    if (rest <= Math.max(0, contentLength) && Heads.placeBefore(in, headEnd, head)) {
      bytes = null;
      return in;
    }
    skip(headLength);
    return Heads.copy(head, loop.allocator);
  }

  /** Throws the first {@code length} bytes away. */
  void skip(int length) {
    ByteBuf in = bytes;
    if (in != null) {
      in.skipBytes(length);
      used(in);
    }
  }

  /**
   * Somebody has read of {@code in}, which was the {@link #first}. When nothing is left, it is let
   * go: held on, it would count as the beginning of another head.
   */
  @SuppressWarnings("ReferenceEquality") // the same bytes in another buffer are other bytes
  void used(ByteBuf in) {
    if (bytes == in && !in.isReadable()) {
      drop();
    }
  }

  /** Lets go of everything. */
  void drop() {
    ByteBuf in = bytes;
    bytes = null;
    searched = 0;
    hold(0);
    if (in != null) {
      in.release();
    }
  }
}
