package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.status.StatusReport.PoolStatus;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.Event.Alarm.Severity;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.resilience.RateLimitCounts;
import io.evenkeel.core.resilience.ShedReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people are told, once per episode. */
class PressureWatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PoolName API = new PoolName("api");
  private static final PoolStatus NORMAL = status("normal", "");

  private final List<Event> events = new ArrayList<>();
  private final Told told = new Told();
  private final PressureWatch watch = new PressureWatch(told, events::add);
  private long now;

  /** Whatever the test says. */
  private static final class Told implements PressureReport {
    List<PoolQueue> queues = List.of();
    OverloadGuard guard = OverloadGuard.CALM;

    @Override
    public List<PoolQueue> queues() {
      return queues;
    }

    @Override
    public List<RateLimitCounts> rateLimits() {
      return List.of();
    }

    @Override
    public OverloadGuard overload() {
      return guard;
    }
  }

  private static PoolStatus status(String mode, String why) {
    return new PoolStatus(mode, why, "closed", "", 3, 1, Map.of());
  }

  private void look(long shed) {
    Map<ShedReason, Map<Priority, Long>> counts =
        Map.of(ShedReason.QUEUE_FULL, Map.of(Priority.NORMAL, shed));
    told.queues = List.of(new PoolQueue(API, 7, counts));
    now += SECOND;
    watch.look(now);
  }

  @Test
  void sheddingIsOneStoryUntilItWasQuietForAWhile() {
    look(0);
    assertThat(events).isEmpty();
    assertThat(watch.over("api", NORMAL)).isEqualTo(NORMAL);
    for (int second = 1; second <= 30; second++) {
      look(second * 100L);
    }
    assertThat(events)
        .containsExactly(
            new Event.SheddingChanged(API, true, "100 requests shed, 7 waiting"),
            new Event.Alarm(
                "shedding", true, Severity.WARNING, "pool api", "100 requests shed, 7 waiting"));
    assertThat(watch.over("api", NORMAL))
        .isEqualTo(status("shedding", "3000 requests shed, 7 waiting"));
    events.clear();
    for (int second = 0; second < 9; second++) {
      look(3000);
    }
    assertThat(events).isEmpty();
    look(3000);
    assertThat(events)
        .containsExactly(
            new Event.SheddingChanged(API, false, "3000 requests shed, 7 waiting"),
            new Event.Alarm(
                "shedding",
                false,
                Severity.WARNING,
                "pool api",
                "no request was shed for a while"));
    assertThat(watch.over("api", NORMAL)).isEqualTo(NORMAL);
  }

  @Test
  void panicIsWorse() {
    look(5);
    PoolStatus panic = status("panic", "1 of 3 healthy");
    assertThat(watch.over("api", panic)).isEqualTo(panic);
  }

  @Test
  void aPoolThatIsGoneShedsNoMore() {
    look(5);
    events.clear();
    told.queues = List.of();
    watch.look(now + SECOND);
    assertThat(events)
        .containsExactly(
            new Event.SheddingChanged(API, false, "5 requests shed, 7 waiting"),
            new Event.Alarm("shedding", false, Severity.WARNING, "pool api", "the pool is gone"));
  }

  @Test
  void everyLevelIsAnEventAndTheAlarmStandsUntilAllIsCalm() {
    String heap = "heap live after collection 80 % (limit 75 %)";
    told.guard = OverloadGuard.CALM.next(new OverloadReadings(0.8, 0, 0, 0), 0);
    watch.look(SECOND);
    watch.look(2 * SECOND);
    assertThat(events)
        .containsExactly(
            new Event.OverloadChanged(0, 1, heap),
            new Event.Alarm("overload", true, Severity.CRITICAL, "this balancer", heap));
    events.clear();
    told.guard = told.guard.next(new OverloadReadings(0.9, 0, 0, 0), 2 * SECOND);
    watch.look(3 * SECOND);
    assertThat(events)
        .containsExactly(
            new Event.OverloadChanged(1, 2, "heap live after collection 90 % (limit 85 %)"));
    assertThat(watch.own().level()).isEqualTo(2);
    events.clear();
    told.guard = OverloadGuard.CALM;
    watch.look(4 * SECOND);
    assertThat(events)
        .containsExactly(
            new Event.OverloadChanged(2, 0, ""),
            new Event.Alarm(
                "overload", false, Severity.CRITICAL, "this balancer", "all readings are calm"));
  }
}
