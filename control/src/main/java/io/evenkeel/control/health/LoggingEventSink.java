package io.evenkeel.control.health;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes each event to the log, one line of key=value. Thread-safe. */
public final class LoggingEventSink implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger("evenkeel.events");

  @Override
  public void on(Event event) {
    switch (event) {
      case Event.HealthChanged e ->
          LOG.info(
              "event=health-changed server={} from={} to={} why=\"{}\"",
              e.server(),
              word(e.from()),
              word(e.to()),
              quotable(e.why()));
      case Event.ServerDied e ->
          LOG.warn("event=server-died server={} why=\"{}\"", e.server(), quotable(e.why()));
      case Event.ServerEjected e ->
          LOG.warn(
              "event=server-ejected server={} reason={} for-ms={} why=\"{}\"",
              e.server(),
              word(e.reason()),
              e.forMillis(),
              quotable(e.why()));
      case Event.ServerReturned e ->
          LOG.info("event=server-returned server={} why=\"{}\"", e.server(), quotable(e.why()));
      case Event.ServerStalled e ->
          LOG.warn("event=server-stalled server={} why=\"{}\"", e.server(), quotable(e.why()));
      case Event.PaceChanged e ->
          LOG.atLevel(e.slow() ? Level.WARN : Level.INFO)
              .log(
                  "event=pace-changed server={} slow={} why=\"{}\"",
                  e.server(),
                  e.slow(),
                  quotable(e.why()));
      case Event.PoolModeChanged e ->
          LOG.atLevel(e.mode() == PoolMode.PANIC ? Level.WARN : Level.INFO)
              .log(
                  "event=pool-mode-changed pool={} mode={} why=\"{}\"",
                  e.pool(),
                  word(e.mode()),
                  quotable(e.why()));
      case Event.HandChanged e ->
          LOG.info(
              "event=hand-changed server={} from={} to={} by=\"{}\" why=\"{}\"",
              e.server(),
              word(e.from().kind()),
              word(e.to().kind()),
              quotable(e.to().by()),
              quotable(e.why()));
      case Event.DrainOver e ->
          LOG.atLevel(e.requests() > 0 ? Level.WARN : Level.INFO)
              .log("event=drain-over server={} requests-cut={}", e.server(), e.requests());
      case Event.SheddingChanged e ->
          LOG.atLevel(e.shedding() ? Level.WARN : Level.INFO)
              .log(
                  "event=shedding-changed pool={} shedding={} why=\"{}\"",
                  e.pool(),
                  e.shedding(),
                  quotable(e.why()));
      case Event.OverloadChanged e ->
          LOG.atLevel(e.to() > e.from() ? Level.WARN : Level.INFO)
              .log(
                  "event=overload-changed from={} to={} why=\"{}\"",
                  e.from(),
                  e.to(),
                  quotable(e.why()));
      case Event.BreakerChanged e ->
          LOG.atLevel(e.to().keepsAway() ? Level.WARN : Level.INFO)
              .log(
                  "event=breaker-changed server={} from={} to={} why=\"{}\"",
                  e.server(),
                  e.from().word(),
                  e.to().word(),
                  quotable(e.why()));
      case Event.PoolBreakerChanged e ->
          LOG.atLevel(e.to().keepsAway() ? Level.WARN : Level.INFO)
              .log(
                  "event=pool-breaker-changed pool={} from={} to={} why=\"{}\"",
                  e.pool(),
                  e.from().word(),
                  e.to().word(),
                  quotable(e.why()));
      case Event.Alarm e ->
          LOG.atLevel(e.raised() ? Level.WARN : Level.INFO)
              .log(
                  "event=alarm name={} state={} severity={} subject=\"{}\" why=\"{}\"",
                  e.name(),
                  e.raised() ? "raised" : "cleared",
                  word(e.severity()),
                  quotable(e.subject()),
                  quotable(e.why()));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String quotable(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
