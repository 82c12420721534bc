package io.evenkeel.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sizes the buffers that channels read into, and leaves headroom before the first byte, as a kernel
 * does in its socket buffers: the head that is sent on is longer than the one received, and is
 * written into the headroom, so head and body stay one buffer and the body is never copied.
 *
 * <p>Shared by all channels; the handle of a channel is confined to its loop.
 */
public final class ReceiveBuffers implements RecvByteBufAllocator {
  /**
   * Room for the fields that forwarding adds: X-Forwarded-For, -Proto and -Host, X-Request-Id,
   * traceparent and Via take 230 bytes with an IPv6 client and a 40-byte Host.
   */
  public static final int HEADROOM = 384;

  /** A usual head with a small body, headroom included. */
  private static final int SMALLEST = 4 * 1024;

  private static final int LARGEST = 128 * 1024;

  /**
   * So much, and others get their turn. A new client needs about five turns of its loop (accept,
   * request, connect, send, answer), so with a hundred busy bodies on the loop it waits for 500
   * times this: 60 ms at 1 GB/s. Sixteen times as much let slow readers hold up others for seconds.
   */
  private static final int BYTES_PER_WAKE_UP = LARGEST;

  /** Small reads cost by number, not by size. */
  private static final int READS_PER_WAKE_UP = 16;

  @Override
  @SuppressWarnings("deprecation") // ExtendedHandle extends it; Netty 4.2 offers nothing newer
  public Handle newHandle() {
    return new Sizer();
  }

  /**
   * Doubles after a read that filled the buffer, halves after two that would have fitted into half.
   */
  @SuppressWarnings("deprecation")
  private static final class Sizer implements ExtendedHandle {
    private @Nullable ChannelConfig config;
    private int size = SMALLEST;
    private int attempted;
    private int lastRead;
    private int reads;
    private int readBytes;
    private boolean small;
    private @Nullable ChannelConfig channel;

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      return alloc.directBuffer(size).setIndex(HEADROOM, HEADROOM);
    }

    @Override
    public int guess() {
      return size;
    }

    @Override
    public void reset(ChannelConfig channelConfig) {
      config = channelConfig;
      reads = 0;
<<<<<<< HEAD
      readBytes = 0;
=======
      channel = config;
>>>>>>> exchange
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      lastRead = bytes;
      if (bytes <= 0) {
        return;
      }
      readBytes += bytes;
      if (bytes == attempted) {
        size = Math.min(size * 2, LARGEST);
        small = false;
      } else if (bytes < size / 2 - HEADROOM && size > SMALLEST) {
        size = small ? size / 2 : size;
        small = !small;
      } else {
        small = false;
      }
    }

    @Override
    public int lastBytesRead() {
      return lastRead;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
<<<<<<< HEAD
      return mayGoOn() && lastRead == attempted;
=======
      return mayRead() && lastRead == attempted;
>>>>>>> exchange
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreDataSupplier) {
<<<<<<< HEAD
      return mayGoOn() && maybeMoreDataSupplier.get();
    }

    // A reader may be stopped by what it has just read: the other side takes no more.
    private boolean mayGoOn() {
      ChannelConfig current = config;
      return current != null
          && current.isAutoRead()
          && reads < READS_PER_WAKE_UP
          && readBytes < BYTES_PER_WAKE_UP;
=======
      return mayRead() && maybeMoreDataSupplier.get();
    }

    // Whoever stopped reading because the other side is slow must not get another 2 MiB first.
    private boolean mayRead() {
      ChannelConfig config = channel;
      return reads < READS_PER_WAKE_UP && (config == null || config.isAutoRead());
>>>>>>> exchange
    }

    @Override
    public void readComplete() {}
  }
}
