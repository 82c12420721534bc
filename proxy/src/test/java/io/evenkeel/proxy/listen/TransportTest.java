package io.evenkeel.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class TransportTest {
  @Test
  void epollIsTheDefaultWhereItWorks() {
    assertThat(Transport.named(null))
        .isEqualTo(Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO);
    assertThat(Transport.named("")).isEqualTo(Transport.named(null));
  }

  @Test
  void operatorChoosesByName() {
    assertThat(Transport.named("nio")).isEqualTo(Transport.NIO);
    assertThatThrownBy(() -> Transport.named("kqueue"))
        .hasMessage("transport: \"kqueue\" (expected: epoll, io_uring or nio)");
  }

  @Test
  void loopsKnowTheirLanesAndCarryThemInTheirNames() throws Exception {
    try (EventLoops loops = Transport.NIO.loops(3)) {
      assertThat(loops.lanes()).isEqualTo(3);
      for (int lane = 2; lane >= 0; lane--) {
        assertThat(EventLoops.laneOf(loops.loop(lane))).isEqualTo(lane);
        assertThat(threadName(loops, lane)).isEqualTo("evenkeel-loop-" + lane);
      }
    }
  }

  private static String threadName(EventLoops loops, int lane)
      throws InterruptedException, ExecutionException {
    return loops.loop(lane).submit(() -> Thread.currentThread().getName()).get();
  }
}
