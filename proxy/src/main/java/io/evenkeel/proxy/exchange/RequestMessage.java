package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, and what of its body came with it, as sent to a server; kept until an
 * answer begins, so that another attempt can send it again. Confined to its loop.
 */
final class RequestMessage {
  private @Nullable ByteBuf bytes;
  private int start;
  private int end;

  /** Takes {@code message} over. */
  void take(ByteBuf message) {
    bytes = message;
    start = message.readerIndex();
    end = message.writerIndex();
  }

  int length() {
    return end - start;
  }

  /** Whether it can still be sent. */
  boolean isKept() {
    return bytes != null;
  }

  /** Sends it, for the first time or again. */
  void sendTo(ServerConnection connection) {
    ByteBuf message = bytes;
    if (message == null) {
      throw new IllegalStateException("message was dropped: an answer has begun");
    }
    // What an earlier connection had taken of it does not count.
    message.setIndex(start, end);
    connection.write(message.retain());
  }

  void drop() {
    ByteBuf message = bytes;
    if (message != null) {
      bytes = null;
      message.release();
    }
  }
}
