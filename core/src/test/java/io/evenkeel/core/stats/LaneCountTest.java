package io.evenkeel.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneCountTest {
  @Test
  void noLaneLosesWhatAnotherCounts() throws InterruptedException {
    LaneCount count = new LaneCount();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int lane = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < 100_000; j++) {
                  count.increment(lane);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(count.sum()).isEqualTo(800_000);
  }
}
