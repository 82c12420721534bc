package io.evenkeel.core.model;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * A stretch of every week in which nothing is changed.
 *
 * @param from first moment of the freeze
 * @param to first moment after it; before {@code from} in the week: the window goes over its end
 * @param zone whose clocks count
 */
public record FreezeWindow(Moment from, Moment to, ZoneId zone) {
  private static final Duration WEEK = Duration.ofDays(7);

  /** A time of the week. */
  public record Moment(DayOfWeek day, LocalTime time) {
    private Duration sinceMonday() {
      return Duration.ofDays(day.getValue() - 1L).plusNanos(time.toNanoOfDay());
    }
  }

  /** Whether {@code when} lies in the window; the wall clock decides, also when it is put back. */
  public boolean contains(Instant when) {
    ZonedDateTime local = when.atZone(zone);
    Duration now = new Moment(local.getDayOfWeek(), local.toLocalTime()).sinceMonday();
    Duration sinceFrom = modulo(now.minus(from.sinceMonday()));
    return sinceFrom.compareTo(modulo(to.sinceMonday().minus(from.sinceMonday()))) < 0;
  }

  private static Duration modulo(Duration duration) {
    return duration.isNegative() ? duration.plus(WEEK) : duration;
  }
}
