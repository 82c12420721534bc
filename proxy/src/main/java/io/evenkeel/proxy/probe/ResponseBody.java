package io.evenkeel.proxy.probe;

import io.netty.buffer.ByteBuf;

/**
 * The body of a probe's response: its framing followed, its text searched, nothing of it kept.
 * Event loop only.
 */
final class ResponseBody {
  private final TextSearch search;
  private final boolean untilClose;
  private final Chunks chunks = new Chunks();
  private final boolean chunked;
  private long left;
  private int seen;
  private boolean complete;

  ResponseBody(ResponseHead head, byte[] wanted) {
    search = new TextSearch(wanted);
    chunked = head.bodyLength() == ResponseHead.CHUNKED;
    untilClose = head.bodyLength() == ResponseHead.UNTIL_CLOSE;
    left = chunked ? 0 : head.bodyLength();
    complete = head.bodyLength() == 0;
  }

  /** Whether the wanted text was seen; an empty text is in every body. */
  boolean found() {
    return search.found();
  }

  /** Whether nothing more is to be read: the body is over, or as much as may be was seen. */
  boolean finished() {
    return complete || seen >= HttpProbe.MAX_BODY_BYTES;
  }

  /** Whether the body ended where its framing said. */
  boolean complete() {
    return complete;
  }

  /** Whether the end of the connection is its proper end. */
  boolean endsWithConnection() {
    return untilClose;
  }

  void read(ByteBuf bytes) throws NotHttp {
    while (bytes.isReadable() && !finished()) {
      byte next = bytes.readByte();
      if (chunked) {
        if (chunks.isData(next)) {
          see(next);
        }
        complete = chunks.ended();
      } else {
        see(next);
        complete = !untilClose && --left == 0;
      }
    }
  }

  private void see(byte next) {
    seen++;
    search.see(next);
  }
}
