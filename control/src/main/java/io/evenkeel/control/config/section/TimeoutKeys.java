package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.Timeouts;
import java.time.Duration;
import java.util.List;

/** The keys of a pool's {@code timeouts}. */
final class TimeoutKeys {
  static final Key<Duration> CONNECT =
      Key.of("connect", Durations.POSITIVE, "500ms", "To open a connection to a server.")
          .byDefault("1s");

  static final Key<Duration> RESPONSE =
      Key.of(
              "response",
              Durations.POSITIVE,
              "10s",
              "From the last byte of the request to the head of the response, and between two reads"
                  + " of its body.")
          .byDefault("30s");

  static final Key<Duration> IDLE =
      Key.of("idle", Durations.POSITIVE, "60s", "How long an unused connection is kept.")
          .byDefault("60s");

  static final Section<Timeouts> SECTION =
      Section.of(
          "timeouts",
          List.of(CONNECT, RESPONSE, IDLE),
          fields ->
              new Timeouts(fields.value(CONNECT), fields.value(RESPONSE), fields.value(IDLE)));

  private TimeoutKeys() {}
}
