package io.evenkeel.app.run;

import io.evenkeel.control.event.EventLog;
import io.evenkeel.control.health.LoggingEventSink;
import io.evenkeel.control.status.Alarms;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import java.time.InstantSource;

/** Where every event of a balancer goes: log, API, and the alarms that stand. Any thread. */
final class BalancerEvents implements EventSink {
  private final EventSink lines = new LoggingEventSink();
  private final EventLog log = new EventLog(InstantSource.system());
  private final Alarms alarms = new Alarms(System::nanoTime);

  @Override
  public void on(Event event) {
    lines.on(event);
    log.on(event);
    alarms.on(event);
  }

  /** Raises an alarm, or tells that it is over. */
  void alarm(String name, boolean raised, String subject, String why) {
    on(new Event.Alarm(name, raised, Event.Alarm.Severity.CRITICAL, subject, why));
  }

  /** Tells of something that somebody should look at when there is time. */
  void warning(String name, String subject, String why) {
    on(new Event.Alarm(name, true, Event.Alarm.Severity.WARNING, subject, why));
  }

  EventLog log() {
    return log;
  }

  Alarms alarms() {
    return alarms;
  }
}
