package io.evenkeel.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Passes a chunked body on while judging every octet of its framing (RFC 9112 7.1). Used by one
 * event loop, by one message at a time; may be interrupted at any octet.
 *
 * <p>In the usual case the result is a slice of what came in. Only what another reader could
 * misunderstand is rewritten: extensions, leading zeros and unwanted trailers are left out. Nothing
 * of a size line is passed on before all of it is known to be valid, and the last chunk not before
 * its trailers are, so a refused body is always an incomplete one to whoever got its beginning.
 */
public final class ChunkedBody {
  /** What the receiver understands. */
  public enum Mode {
    /** Chunks stay chunks. */
    KEEP_CHUNKED,
    /** Only the data, for HTTP/1.0; the end of the connection tells the end. */
    STRIP_CHUNKED
  }

  private enum State {
    SIZE,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    DONE
  }

  /**
   * How many octets size lines may take beyond a fair share of the data, over the whole body. The
   * share, 16 octets and twice the data of the chunk, leaves room for any honest extension; without
   * a bound a client sends hundreds of octets for each one that a server reads (CVE-2023-39326).
   */
  private static final int MAX_OVERHEAD = 16 * 1024;

  private static final int FAIR_OVERHEAD = 16;

  private static final int CRLF = ('\r' << 8) | '\n';
  private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n");

  private final ChunkLine line = new ChunkLine();
  private final ForwardedBytes out = new ForwardedBytes();
  private int maxTrailerBytes;
  private int maxTrailerFields;
  private @Nullable TrailerSection trailers;
  private Mode mode = Mode.KEEP_CHUNKED;
  private State state = State.SIZE;
  private long chunkRemaining;
  private long dataBytes;
  private long overhead;

  /** Where the last chunk's line begins in the buffer at hand, or -1: it must be written anew. */
  private int lastChunkStart;

  private Refusal refusal = Refusal.NONE;

  public ChunkedBody() {}

  /** Begins another body, whose trailer section is bounded like a head. */
  public void reset(Mode mode, int maxTrailerBytes, int maxTrailerFields) {
    this.maxTrailerBytes = maxTrailerBytes;
    this.maxTrailerFields = maxTrailerFields;
    this.mode = mode;
    state = State.SIZE;
    line.clear();
    trailers = null;
    dataBytes = 0;
    overhead = 0;
    refusal = Refusal.NONE;
  }

  /**
   * Consumes what {@code in} has of this body: all of it, unless the body ends within, then the
   * rest belongs to the next message.
   *
   * @return what to pass on, owned by the caller: a retained slice of {@code in} or a new buffer;
   *     empty when there is nothing yet or an {@link #error}
   */
  public ByteBuf forward(ByteBuf in, ByteBufAllocator allocator) {
    if (refusal != Refusal.NONE || state == State.DONE || !in.isReadable()) {
      return Unpooled.EMPTY_BUFFER;
    }
    out.begin(in, allocator);
    lastChunkStart = -1;
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end && refusal == Refusal.NONE && state != State.DONE) {
      at =
          switch (state) {
            case SIZE -> readSize(in, at, end);
            case DATA -> readData(at, end);
            case DATA_CR -> readDataEnd(in, at, (byte) '\r', State.DATA_LF);
            case DATA_LF -> readDataEnd(in, at, (byte) '\n', State.SIZE);
            case TRAILERS -> readTrailers(in, at, end);
            case DONE -> end;
          };
    }
    if (refusal != Refusal.NONE) {
      out.discard();
      in.readerIndex(end);
      return Unpooled.EMPTY_BUFFER;
    }
    ByteBuf forwarded = out.take();
    in.readerIndex(at);
    return forwarded;
  }

  /** Whether the body has ended, trailers included. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** Why the body is refused, a constant; null when it is not. The connection must be closed. */
  public @Nullable String error() {
    return refusal == Refusal.NONE ? null : refusal.text();
  }

  /** Octets of data so far, without any framing. */
  public long dataBytes() {
    return dataBytes;
  }

  private int readSize(ByteBuf in, int from, int to) {
    boolean begun = line.length() > 0;
    int at = line.take(in, from, to);
    refusal = line.refusal();
    if (refusal != Refusal.NONE || !line.isComplete()) {
      return at;
    }
    chunkRemaining = line.size();
    overhead = Math.max(0, overhead + line.length() - fairShare(chunkRemaining));
    if (overhead > MAX_OVERHEAD) {
      refusal = Refusal.CHUNK_OVERHEAD;
    }
    boolean asIs = !begun && line.isCanonical();
    line.clear();
    if (chunkRemaining == 0) {
      lastChunkStart = asIs ? from : -1;
      state = State.TRAILERS;
      return at;
    }
    if (mode == Mode.KEEP_CHUNKED) {
      if (asIs) {
        out.keep(from, at);
      } else {
        writeSize(out.copy(), chunkRemaining);
      }
    }
    state = State.DATA;
    return at;
  }

  private static long fairShare(long size) {
    return FAIR_OVERHEAD + 2 * Math.min(size, MAX_OVERHEAD);
  }

  private static void writeSize(ByteBuf out, long size) {
    int shift = (63 - Long.numberOfLeadingZeros(size)) & ~3;
    for (; shift >= 0; shift -= 4) {
      int digit = (int) (size >>> shift) & 0xf;
      out.writeByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
    ByteBufUtil.writeShortBE(out, CRLF);
  }

  private int readData(int from, int to) {
    int count = (int) Math.min(to - from, chunkRemaining);
    chunkRemaining -= count;
    dataBytes += count;
    out.keep(from, from + count);
    if (chunkRemaining == 0) {
      state = State.DATA_CR;
    }
    return from + count;
  }

  private int readDataEnd(ByteBuf in, int at, byte expected, State next) {
    if (in.getByte(at) != expected) {
      refusal = Refusal.CHUNK_END;
    } else {
      state = next;
      if (mode == Mode.KEEP_CHUNKED) {
        out.keep(at, at + 1);
      }
    }
    return at + 1;
  }

  private int readTrailers(ByteBuf in, int from, int to) {
    boolean none = trailers == null && to - from >= 2 && in.getUnsignedShort(from) == CRLF;
    if (none && lastChunkStart >= 0) {
      state = State.DONE;
      if (mode == Mode.KEEP_CHUNKED) {
        out.keep(lastChunkStart, from + 2);
      }
      return from + 2;
    }
    TrailerSection section = trailers;
    if (section == null) {
      section = new TrailerSection(maxTrailerBytes, maxTrailerFields);
      trailers = section;
    }
    int at = section.take(in, from, to);
    refusal = section.refusal();
    if (section.isComplete()) {
      state = State.DONE;
      if (mode == Mode.KEEP_CHUNKED) {
        ByteBuf copy = out.copy();
        copy.writeBytes(LAST_CHUNK);
        section.writeTo(copy);
        ByteBufUtil.writeShortBE(copy, CRLF);
      }
    }
    return at;
  }
}
