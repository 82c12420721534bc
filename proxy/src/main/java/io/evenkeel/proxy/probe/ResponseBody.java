package io.evenkeel.proxy.probe;

import io.evenkeel.proxy.http1.ChunkedBody;
import io.evenkeel.proxy.http1.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The body of a probe's response: its framing followed, its text searched, nothing of it kept.
 * Event loop only.
 */
final class ResponseBody {
  private final TextSearch search;
  private final Framing framing;

  /** Null without chunks: most answers to probes have none, and it is the largest part. */
  private final @Nullable ChunkedBody chunks;

  private long left;
  private int seen;

  ResponseBody(ResponseHead head, byte[] wanted) {
    search = new TextSearch(wanted);
    framing = head.framing();
    left = framing == Framing.LENGTH ? head.contentLength() : Long.MAX_VALUE;
    chunks = framing == Framing.CHUNKED ? chunked() : null;
  }

  private static ChunkedBody chunked() {
    ChunkedBody chunks = new ChunkedBody();
    chunks.reset(ChunkedBody.Mode.STRIP_CHUNKED, ResponseHead.MAX_BYTES, ResponseHead.MAX_FIELDS);
    return chunks;
  }

  /** Whether the wanted text was seen; an empty text is in every body. */
  boolean found() {
    return search.found();
  }

  /** Whether nothing more is to be read: the body is over, or as much as may be was seen. */
  boolean finished() {
    return complete() || seen >= HttpProbe.MAX_BODY_BYTES;
  }

  /** Whether the body ended where its framing said. */
  boolean complete() {
    return switch (framing) {
      case NONE -> true;
      case LENGTH -> left == 0;
      case CHUNKED -> chunks != null && chunks.isDone();
      case UNTIL_CLOSE -> false;
    };
  }

  /** Whether the end of the connection is its proper end. */
  boolean endsWithConnection() {
    return framing == Framing.UNTIL_CLOSE;
  }

  /** Takes what {@code bytes} have of this body. */
  void read(ByteBuf bytes, ByteBufAllocator allocator) throws NotHttp {
    if (chunks == null) {
      see(bytes);
      return;
    }
    ByteBuf data = chunks.forward(bytes, allocator);
    try {
      see(data);
    } finally {
      data.release();
    }
    String error = chunks.error();
    if (error != null) {
      throw new NotHttp(error);
    }
  }

  private void see(ByteBuf data) {
    while (data.isReadable() && left > 0 && seen < HttpProbe.MAX_BODY_BYTES) {
      search.see(data.readByte());
      seen++;
      left--;
    }
  }
}
