package io.evenkeel.control.status;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.time.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The alarms that stand: what status and metrics show, and where delivery will hang on. Any thread.
 *
 * <p>One of a condition stands until it is cleared; one of a moment, such as a rollback, for a
 * quarter of an hour, so that who looks after it happened finds it.
 */
public final class Alarms implements EventSink {
  private static final long MOMENT_NANOS = Duration.ofMinutes(15).toNanos();

  /** No balancer has that many conditions; a bound for what subjects are made of. */
  private static final int MOST = 1_000;

  private final NanoClock clock;
  private final Map<Key, Raised> standing = new LinkedHashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();

  private record Key(String name, String subject) {}

  private record Raised(Event.Alarm alarm, long atNanos) {}

  public Alarms(NanoClock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void on(Event event) {
    if (!(event instanceof Event.Alarm alarm)) {
      return;
    }
    Key key = new Key(alarm.name(), alarm.subject());
    if (alarm.raised()) {
      counts.merge(alarm.name(), 1L, Long::sum);
      standing.remove(key);
      standing.put(key, new Raised(alarm, clock.nanos()));
      if (standing.size() > MOST) {
        standing.remove(standing.keySet().iterator().next());
      }
    } else {
      standing.remove(key);
    }
  }

  /** Newest last. */
  public synchronized List<AlarmStatus> now() {
    long now = clock.nanos();
    standing.values().removeIf(raised -> isOver(raised, now));
    List<AlarmStatus> alarms = new ArrayList<>();
    for (Raised raised : standing.values()) {
      Event.Alarm alarm = raised.alarm();
      alarms.add(
          new AlarmStatus(
              alarm.name(),
              alarm.severity().name().toLowerCase(Locale.ROOT),
              alarm.subject(),
              alarm.why(),
              (now - raised.atNanos()) / 1_000_000_000L));
    }
    return alarms;
  }

  /** How often each was raised since the start, by name. */
  public synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  private static boolean isOver(Raised raised, long nowNanos) {
    return raised.alarm().isMomentary() && nowNanos - raised.atNanos() > MOMENT_NANOS;
  }
}
