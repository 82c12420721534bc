package io.evenkeel.core.model;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.FreezeWindow.Moment;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeWindowTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final FreezeWindow NOON =
      new FreezeWindow(
          new Moment(WEDNESDAY, LocalTime.of(11, 0)),
          new Moment(WEDNESDAY, LocalTime.of(13, 0)),
          BERLIN);
  private static final FreezeWindow WEEKEND =
      new FreezeWindow(
          new Moment(FRIDAY, LocalTime.of(16, 0)), new Moment(MONDAY, LocalTime.of(8, 0)), BERLIN);

  /** 2 to 3 on a Sunday morning, which is once a year there twice and once not at all. */
  private static final FreezeWindow NIGHT =
      new FreezeWindow(
          new Moment(SUNDAY, LocalTime.of(2, 0)), new Moment(SUNDAY, LocalTime.of(3, 0)), BERLIN);

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "2026-01-14T09:59:59.999Z, false", // Berlin is an hour ahead of UTC in winter
    "2026-01-14T10:00:00Z, true",
    "2026-01-14T11:59:59.999Z, true",
    "2026-01-14T12:00:00Z, false",
    "2026-07-15T09:00:00Z, true", // and two in summer
    "2026-07-15T11:00:00Z, false",
    "2026-01-15T10:30:00Z, false",
  })
  void withinADay(Instant when, boolean frozen) {
    assertThat(NOON.contains(when)).isEqualTo(frozen);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "2026-01-16T14:59:59Z, false",
    "2026-01-16T15:00:00Z, true",
    "2026-01-18T23:30:00Z, true", // Monday there already: over the end of the week
    "2026-01-19T06:59:59Z, true",
    "2026-01-19T07:00:00Z, false",
    "2026-01-21T12:00:00Z, false",
  })
  void overTheEndOfTheWeek(Instant when, boolean frozen) {
    assertThat(WEEKEND.contains(when)).isEqualTo(frozen);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "2026-10-24T23:59:59Z, false",
    "2026-10-25T00:00:00Z, true", // 2 o'clock
    "2026-10-25T01:30:00Z, true", // half past 2 once more: the clocks were put back
    "2026-10-25T02:00:00Z, false",
    "2026-03-29T00:59:59Z, false",
    "2026-03-29T01:00:00Z, false", // 3 o'clock: there was no hour after 2
  })
  void theWallClockDecides(Instant when, boolean frozen) {
    assertThat(NIGHT.contains(when)).isEqualTo(frozen);
  }
}
