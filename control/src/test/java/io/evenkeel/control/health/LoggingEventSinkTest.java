package io.evenkeel.control.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.resilience.BreakerMode;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingEventSinkTest {
  @Test
  void oneLinePerEvent() {
    Logger logger = (Logger) LoggerFactory.getLogger("evenkeel.events");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    ServerId server = new ServerId(new PoolName("api"), new HostPort("10.0.0.1", 80));
    LoggingEventSink sink = new LoggingEventSink();
    try {
      sink.on(
          new Event.HealthChanged(
              server, Health.HEALTHY, Health.UNHEALTHY, "readiness: body lacks \"ok\""));
      sink.on(new Event.ServerDied(server, 3, "liveness: connection refused"));
      sink.on(new Event.PoolModeChanged(new PoolName("api"), PoolMode.PANIC, "0 of 1 healthy"));
      sink.on(
          new Event.BreakerChanged(
              server, BreakerMode.OPEN, BreakerMode.HALF_OPEN, "its time is over"));
      sink.on(
          new Event.PoolBreakerChanged(
              new PoolName("api"), BreakerMode.OPEN, BreakerMode.CLOSED, "requests flow again"));
      Event.Alarm.Severity critical = Event.Alarm.Severity.CRITICAL;
      sink.on(new Event.Alarm("checks-suspect", true, critical, "pool api", "404, but \"ok\""));
      sink.on(new Event.Alarm("checks-suspect", false, critical, "pool api", "both agree"));
    } finally {
      logger.detachAppender(lines);
      logger.setAdditive(true);
    }

    assertThat(lines.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()))
        .containsExactly(
            "INFO event=health-changed server=api/10.0.0.1:80 from=healthy to=unhealthy"
                + " why=\"readiness: body lacks \\\"ok\\\"\"",
            "WARN event=server-died server=api/10.0.0.1:80 why=\"liveness: connection refused\"",
            "WARN event=pool-mode-changed pool=api mode=panic why=\"0 of 1 healthy\"",
            "WARN event=breaker-changed server=api/10.0.0.1:80 from=open to=half-open"
                + " why=\"its time is over\"",
            "INFO event=pool-breaker-changed pool=api from=open to=closed"
                + " why=\"requests flow again\"",
            "WARN event=alarm name=checks-suspect state=raised severity=critical"
                + " subject=\"pool api\" why=\"404, but \\\"ok\\\"\"",
            "INFO event=alarm name=checks-suspect state=cleared severity=critical"
                + " subject=\"pool api\" why=\"both agree\"");
  }
}
