package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.http1.ChunkedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to the server, or into the void when the server no longer wants
 * it. Bytes pass as they came; nothing is kept but a reference to what a socket could not take yet.
 * Confined to its loop.
 */
final class RequestRelay {
  private final ChunkedBody chunks = new ChunkedBody();
  private boolean chunked;
  private boolean done = true;
  private boolean openEnded;
  private long remaining;
  private long received;
  private long limit;
  private @Nullable String error;

  /**
   * Begins a body.
   *
   * @param inHead body bytes that go out together with the head
   */
  void begin(RequestFacts facts, int inHead) {
    long contentLength = facts.contentLength;
    boolean isChunked = facts.chunked;
    chunked = isChunked;
    remaining = Math.max(0, contentLength) - inHead;
    done = !isChunked && remaining == 0;
    received = inHead;
    limit = facts.bodyLimit;
    error = null;
    openEnded = false;
    if (isChunked) {
      chunks.reset(ChunkedBody.Mode.KEEP_CHUNKED, facts.trailerBytes, facts.trailerFields);
    }
  }

  /** From now on whatever comes belongs here: the connection is a tunnel. */
  void openEnd() {
    chunked = false;
    remaining = Long.MAX_VALUE;
    openEnded = true;
    limit = 0;
    done = false;
  }

  /** Whether the whole body has come. */
  boolean isDone() {
    return done;
  }

  /** Whether {@link #openEnd} was called for this body. */
  boolean isOpenEnded() {
    return openEnded;
  }

  /** What is wrong with the body; null while nothing is. */
  @Nullable String error() {
    return error;
  }

  /** Whether the body grew beyond its limit. */
  boolean isTooLong() {
    return limit > 0 && received > limit;
  }

  /** Bytes of the body so far, without chunk framing. */
  long received() {
    return received;
  }

  /**
   * What a server gets for {@code in}, of which the bytes of this body are consumed. The caller
   * owns the result, which is for nobody when there is an {@link #error} or too much.
   */
  ByteBuf next(ByteBuf in, ByteBufAllocator allocator) {
    return chunked ? nextChunks(in, allocator) : nextBytes(in);
  }

  private ByteBuf nextBytes(ByteBuf in) {
    int length = (int) Math.min(remaining, in.readableBytes());
    remaining -= length;
    received += length;
    done = remaining == 0;
    return in.readRetainedSlice(length);
  }

  private ByteBuf nextChunks(ByteBuf in, ByteBufAllocator allocator) {
    ByteBuf out = chunks.forward(in, allocator);
    received = chunks.dataBytes();
    done = chunks.isDone();
    error = chunks.error();
    return out;
  }
}
