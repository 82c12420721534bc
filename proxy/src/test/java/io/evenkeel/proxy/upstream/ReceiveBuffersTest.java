package io.evenkeel.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Netty 4.2 offers nothing newer than Handle
class ReceiveBuffersTest {
  private final RecvByteBufAllocator.Handle handle = new ReceiveBuffers().newHandle();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  /** Allocates, reads {@code bytes} of what there is room for, and returns that room. */
  private int read(int bytes) {
    ByteBuf buffer = handle.allocate(ByteBufAllocator.DEFAULT);
    int room = buffer.writableBytes();
    assertThat(buffer.readerIndex()).isEqualTo(ReceiveBuffers.HEADROOM);
    buffer.release();
    handle.attemptedBytesRead(room);
    handle.lastBytesRead(Math.min(bytes, room));
    handle.incMessagesRead(1);
    return room;
  }

  @Test
  void aFullBufferIsFollowedByOneTwiceAsLargeUpToABound() {
    handle.reset(channel.config());
    int last = read(Integer.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      int next = read(Integer.MAX_VALUE);
      assertThat(next).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(128 * 1024);
      last = next;
    }
    assertThat(last).isEqualTo(128 * 1024 - ReceiveBuffers.HEADROOM);
  }

  @Test
  void twoSmallReadsInARowAreFollowedByOneHalfAsLargeDownToABound() {
    handle.reset(channel.config());
    for (int i = 0; i < 6; i++) {
      read(Integer.MAX_VALUE);
    }
    int large = read(100);
    assertThat(read(100)).as("one is no trend").isEqualTo(large);
    assertThat(read(large / 2)).isEqualTo((large + ReceiveBuffers.HEADROOM) / 2 - 384);
    for (int i = 0; i < 40; i++) {
      read(1);
    }
    assertThat(read(1)).isEqualTo(4 * 1024 - ReceiveBuffers.HEADROOM);
  }

  @Test
  void anAverageReadChangesNothing() {
    handle.reset(channel.config());
    int room = read(Integer.MAX_VALUE);
    int second = read(room);
    for (int i = 0; i < 9; i++) {
      assertThat(read(second / 2 + 1000)).isEqualTo(second);
    }
  }

  @Test
  void oneWakeUpEndsWhenItsShareIsReadOrTheSocketIsEmpty() {
    handle.reset(channel.config());
    int total = read(Integer.MAX_VALUE);
    while (total < 128 * 1024) {
      assertThat(handle.continueReading()).as("after %d bytes", total).isTrue();
      total += read(Integer.MAX_VALUE);
    }
    assertThat(handle.continueReading()).as("after %d bytes", total).isFalse();
    handle.reset(channel.config());
    read(10);
    assertThat(handle.continueReading()).isFalse();
  }

  @Test
  void whoeverStoppedReadingGetsNoMore() {
    handle.reset(channel.config());
    read(Integer.MAX_VALUE);
    channel.config().setAutoRead(false);
    assertThat(handle.continueReading()).isFalse();
  }
}
