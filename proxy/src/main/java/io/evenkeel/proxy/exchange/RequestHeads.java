package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.netty.buffer.ByteBuf;

/**
 * Parses the head at the begin of what a client has sent. One per loop: a connection keeps nothing
 * of a head but its bytes, and how many of them were looked at.
 */
final class RequestHeads {
  /** Most heads fit: more is copied out of the buffer only when they do not. */
  private static final int FIRST_LOOK = 2048;

  private final LoopContext loop;

  RequestHeads(LoopContext loop) {
    this.loop = loop;
  }

  /**
   * Whether another look can tell more than the last, which saw {@code seen} bytes: a head that
   * drips in is parsed again only when another line of it is complete, or it has grown too long.
   */
  static boolean isWorthALook(ByteBuf in, int seen, ListenerLimits limits) {
    int from = in.readerIndex() + seen;
    return seen == 0
        || in.readableBytes() > limits.headerBytes()
        || in.indexOf(from, in.writerIndex(), (byte) '\n') >= 0;
  }

  /**
   * As {@link RequestHeadParser#parse}; what it found is in the loop's parser, the bytes in its
   * scratch space.
   */
  int parse(ByteBuf in, ListenerLimits limits) {
    int available = in.readableBytes();
    int result = parse(in, Math.min(available, FIRST_LOOK), limits);
    if (result == RequestHeadParser.INCOMPLETE && available > FIRST_LOOK) {
      // One byte more than a head may have, so that the parser sees when it is too long.
      result = parse(in, Math.min(available, limits.headerBytes() + 1), limits);
    }
    return result;
  }

  private int parse(ByteBuf in, int length, ListenerLimits limits) {
    byte[] bytes = loop.headBytes(length);
    in.getBytes(in.readerIndex(), bytes, 0, length);
    return loop.requestParser.parse(bytes, 0, length, limits.headerBytes(), limits.headers());
  }
}
