package io.evenkeel.control.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.model.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-01-05T10:00:00Z"));

  @Test
  void keepsTheLastThousandAndSaysHowFarBackItReaches() {
    EventLog log = new EventLog(NOW);
    long start = log.lastId();
    assertThat(log.reachesBackTo(start)).isTrue();
    for (int i = 0; i < EventLog.KEPT + 7; i++) {
      log.on(event("n" + i));
    }
    assertThat(log.after(0)).hasSize(EventLog.KEPT);
    assertThat(log.after(0).getFirst().id()).isEqualTo(start + 8);
    assertThat(log.after(start + EventLog.KEPT)).hasSize(7);
    assertThat(log.reachesBackTo(start + 6)).isFalse();
    assertThat(log.reachesBackTo(start + 7)).isTrue();
  }

  @Test
  void aLaterProcessGoesOnWithGreaterNumbers() {
    EventLog log = new EventLog(NOW);
    log.on(event("a"));
    EventLog next = new EventLog(InstantSource.fixed(NOW.instant().plusSeconds(1)));
    assertThat(next.lastId()).isGreaterThan(log.lastId());
    // The greatest whole number that JavaScript reads exactly is 2 to the 53rd.
    assertThat(next.lastId()).isLessThan(1L << 53);
  }

  @Test
  void whatAnEventSaysCannotBreakOutOfItsLine() {
    EventLog log = new EventLog(NOW);
    log.on(event("a \"b\"\nid: 1\r\n\u2028"));
    String json = log.after(0).getFirst().json();
    assertThat(json).doesNotContain("\n", "\r");
    assertThat(json)
        .contains("\"kind\":\"pool-mode-changed\"", "\"pool\":\"api\"", "\"mode\":\"panic\"");
  }

  @Test
  void manyWritersLoseNothingAndReadersWake() throws InterruptedException {
    EventLog log = new EventLog(NOW);
    long start = log.lastId();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; n < 200; n++) {
                  log.on(event("x"));
                }
              }));
    }
    long place = start;
    int seen = 0;
    while (seen < 800) {
      log.awaitAfter(place, Duration.ofSeconds(10));
      List<LoggedEvent> news = log.after(place);
      assertThat(news).as("after %d of 800", seen).isNotEmpty();
      assertThat(news.getFirst().id()).isEqualTo(place + 1);
      seen += news.size();
      place = news.getLast().id();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(place).isEqualTo(start + 800);
  }

  private static Event event(String why) {
    return new Event.PoolModeChanged(new PoolName("api"), PoolMode.PANIC, why);
  }
}
