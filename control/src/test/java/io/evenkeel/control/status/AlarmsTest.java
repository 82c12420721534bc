package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.Event.Alarm.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private long nowNanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos(); // overflows soon
  private final Alarms alarms = new Alarms(() -> nowNanos);

  @Test
  void aConditionStandsUntilItIsCleared() {
    raise("checks-suspect", "pool api", "3 of 3 fail");
    pass(Duration.ofDays(2));
    assertThat(alarms.now())
        .containsExactly(
            new AlarmStatus("checks-suspect", "critical", "pool api", "3 of 3 fail", 172_800));
    clear("checks-suspect", "pool web");
    assertThat(alarms.now()).hasSize(1);
    clear("checks-suspect", "pool api");
    assertThat(alarms.now()).isEmpty();
  }

  @Test
  void aMomentIsShownForAQuarterOfAnHour() {
    for (String name : new String[] {"rollback", "break-glass", "booted-last-good"}) {
      raise(name, "revision 2", "why");
    }
    pass(Duration.ofMinutes(15));
    assertThat(alarms.now()).hasSize(3);
    pass(Duration.ofNanos(1));
    assertThat(alarms.now()).isEmpty();
    assertThat(alarms.counts()).containsEntry("rollback", 1L);
  }

  @Test
  void raisedAgainItIsTheNewest() {
    raise("checks-suspect", "pool api", "2 of 3 fail");
    raise("store-unwritable", "state", "disk full");
    pass(Duration.ofSeconds(5));
    raise("checks-suspect", "pool api", "3 of 3 fail");
    assertThat(alarms.now())
        .extracting(AlarmStatus::name, AlarmStatus::why, AlarmStatus::agoSeconds)
        .containsExactly(
            tuple("store-unwritable", "disk full", 5L), tuple("checks-suspect", "3 of 3 fail", 0L));
    assertThat(alarms.counts()).containsEntry("checks-suspect", 2L);
  }

  @Test
  void noNumberOfSubjectsFillsTheMemory() {
    for (int i = 0; i < 5_000; i++) {
      raise("checks-suspect", "pool p" + i, "why");
    }
    assertThat(alarms.now()).hasSize(1_000);
    assertThat(alarms.now().getLast().subject()).isEqualTo("pool p4999");
  }

  private void raise(String name, String subject, String why) {
    alarms.on(new Event.Alarm(name, true, Severity.CRITICAL, subject, why));
  }

  private void clear(String name, String subject) {
    alarms.on(new Event.Alarm(name, false, Severity.CRITICAL, subject, ""));
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }
}
