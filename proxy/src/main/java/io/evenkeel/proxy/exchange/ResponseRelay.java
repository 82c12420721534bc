package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.http1.ChunkedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response on its way to the client, reframed where client and server differ.
 * Confined to its loop.
 */
final class ResponseRelay {
  /** How the body is told apart from what follows it, on either side. */
  enum Framing {
    NONE,
    LENGTH,
    /** Chunked on both sides. */
    CHUNKED,
    /** Chunked by the server; only the data, up to the close, for a client that knows no chunks. */
    UNCHUNKED,
    /** Until the server closes; given to the client as it comes. */
    UNTIL_CLOSE,
    /**
     * Until the server closes; given to the client in chunks, so that it can tell the end from a
     * break.
     */
    UNTIL_CLOSE_IN_CHUNKS;

    /** Whether the client gets chunks. */
    boolean isChunked() {
      return this == CHUNKED || this == UNTIL_CLOSE_IN_CHUNKS;
    }

    /** Whether the client knows the end only by the end of the connection. */
    boolean endsWithConnection() {
      return this == UNCHUNKED || this == UNTIL_CLOSE;
    }
  }

  /** What a listener allows a head by default. */
  private static final int TRAILER_BYTES = 16 * 1024;

  private static final int TRAILER_FIELDS = 100;

  private final ChunkedBody chunks = new ChunkedBody();
  private Framing framing = Framing.NONE;
  private boolean done;
  private long remaining;
  private @Nullable String error;

  void begin(Framing newFraming, long contentLength) {
    framing = newFraming;
    remaining = contentLength;
    error = null;
    done = newFraming == Framing.NONE || (newFraming == Framing.LENGTH && contentLength == 0);
    if (newFraming == Framing.CHUNKED) {
      chunks.reset(ChunkedBody.Mode.KEEP_CHUNKED, TRAILER_BYTES, TRAILER_FIELDS);
    } else if (newFraming == Framing.UNCHUNKED) {
      chunks.reset(ChunkedBody.Mode.STRIP_CHUNKED, TRAILER_BYTES, TRAILER_FIELDS);
    }
  }

  /** Whether the whole body has passed. */
  boolean isDone() {
    return done;
  }

  /** What is wrong with the body; null while nothing is. */
  @Nullable String error() {
    return error;
  }

  /** How many of the next {@code available} bytes are body bytes that need no change. */
  int plain(int available) {
    return switch (framing) {
      case NONE, CHUNKED, UNCHUNKED, UNTIL_CLOSE_IN_CHUNKS -> 0;
      case LENGTH -> (int) Math.min(remaining, available);
      case UNTIL_CLOSE -> available;
    };
  }

  /**
   * Counts {@code length} bytes that {@link #plain} allowed and that went to the client with the
   * head.
   */
  void passed(int length) {
    if (framing == Framing.LENGTH) {
      remaining -= length;
      done = remaining == 0;
    }
  }

  /**
   * What the client gets for {@code in}, of which the bytes of this body are consumed. The caller
   * owns the result.
   */
  ByteBuf next(ByteBuf in, ByteBufAllocator allocator) {
    return switch (framing) {
      case NONE -> Unpooled.EMPTY_BUFFER;
      case LENGTH, UNTIL_CLOSE -> {
        int length = plain(in.readableBytes());
        passed(length);
        yield in.readRetainedSlice(length);
      }
      case CHUNKED, UNCHUNKED -> {
        ByteBuf out = chunks.forward(in, allocator);
        done = chunks.isDone();
        error = chunks.error();
        yield out;
      }
      case UNTIL_CLOSE_IN_CHUNKS -> inOneChunk(in, allocator);
    };
  }

  /**
   * The server has closed in order.
   *
   * @return whether that is the end of the body rather than a break
   */
  boolean endsByClose() {
    done |= framing == Framing.UNTIL_CLOSE || framing == Framing.UNTIL_CLOSE_IN_CHUNKS;
    return done;
  }

  /** Whether the client still needs the last chunk after {@link #endsByClose}. */
  boolean needsLastChunk() {
    return framing == Framing.UNTIL_CLOSE_IN_CHUNKS;
  }

  private static ByteBuf inOneChunk(ByteBuf in, ByteBufAllocator allocator) {
    int length = in.readableBytes();
    ByteBuf out = allocator.directBuffer(length + 12);
    for (int shift = 28; shift >= 0; shift -= 4) {
      int digit = length >>> shift & 15;
      if (length >>> shift != 0) {
        out.writeByte(Character.forDigit(digit, 16));
      }
    }
    return out.writeShort(0x0d0a).writeBytes(in).writeShort(0x0d0a);
  }
}
