package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What servers got of a request, kept until an answer begins so that another attempt can send it
 * again: the head with what of the body came along, as it is, and a bounded copy of what came
 * later. Confined to its loop.
 */
final class RequestMessage {
  /** Most bodies that come in several pieces are no longer. */
  private static final int FIRST_COPY = 8 * 1024;

  private final ByteBufAllocator allocator;
  private final ReplayMemory memory;
  private @Nullable ByteBuf bytes;
  private @Nullable ByteBuf later;
  private int start;
  private int end;
  private int reserved;
  private boolean keepsBody;
  private boolean sent;

  RequestMessage(ByteBufAllocator allocator, ReplayMemory memory) {
    this.allocator = allocator;
    this.memory = memory;
  }

  /**
   * Takes {@code message} over.
   *
   * @param keep whether what comes of the body later is kept as well, as long as it fits
   */
  void take(ByteBuf message, boolean keep) {
    bytes = message;
    start = message.readerIndex();
    end = message.writerIndex();
    keepsBody = keep;
    sent = false;
  }

  int length() {
    return end - start;
  }

  /** Whether all that was sent can be sent again. */
  boolean isKept() {
    return bytes != null;
  }

  /** Overwrites {@code length} bytes of the head, from {@code offset} on, with {@code text}. */
  void patch(int offset, byte[] text, int length) {
    ByteBuf message = bytes;
    if (message != null) {
      message.setBytes(start + offset, text, 0, length);
    }
  }

  /** Sends it, for the first time or again. */
  void sendTo(ServerConnection connection) {
    ByteBuf message = bytes;
    if (message == null) {
      throw new IllegalStateException("message was dropped: an answer has begun");
    }
    // The first connection reads the very buffer; whoever comes later must not move its indices,
    // since a part of it may still wait there to be sent.
    connection.write(sent ? message.retainedSlice(start, end - start) : message.retain());
    sent = true;
    ByteBuf body = later;
    if (body != null) {
      connection.write(body.retainedSlice());
    }
  }

  /** More of the body is about to be sent. */
  void more(ByteBuf body) {
    int length = body.readableBytes();
    if (bytes == null || length == 0) {
      return;
    }
    int size = later == null ? 0 : later.readableBytes();
    if (!keepsBody || size + length > ReplayMemory.PER_REQUEST || !grow(size + length)) {
      drop();
      return;
    }
    ByteBuf copy = later;
    if (copy != null) {
      copy.writeBytes(body, body.readerIndex(), length);
    }
  }

  void drop() {
    ByteBuf message = bytes;
    if (message != null) {
      bytes = null;
      message.release();
    }
    ByteBuf body = later;
    if (body != null) {
      later = null;
      body.release();
      memory.giveBack(reserved);
      reserved = 0;
    }
  }

  private boolean grow(int needed) {
    if (needed <= reserved) {
      return true;
    }
    int capacity = Math.min(Math.max(2 * needed, FIRST_COPY), ReplayMemory.PER_REQUEST);
    if (!memory.tryTake(capacity - reserved)) {
      return false;
    }
    // A new buffer instead of a longer one: slices of the old one may still be on their way.
    ByteBuf grown = allocator.directBuffer(capacity);
    ByteBuf old = later;
    if (old != null) {
      grown.writeBytes(old, old.readerIndex(), old.readableBytes());
      old.release();
    }
    later = grown;
    reserved = capacity;
    return true;
  }
}
