package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Sizes;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.ListenerLimits;
import java.time.Duration;
import java.util.List;

/** The keys of a listener's {@code limits}. */
final class ListenerLimitKeys {
  /** More sockets than one process has ever held. */
  private static final int MAX_CONNECTIONS = 10_000_000;

  static final Key<Integer> CONNECTIONS =
      Key.of(
              "connections",
              Integers.between(1, MAX_CONNECTIONS),
              "20000",
              "Connections open at once; further ones wait in the system's queue.")
          .byDefault("20000");

  static final Key<Integer> CONNECTIONS_PER_CLIENT =
      Key.of(
              "connections-per-client",
              Integers.between(1, MAX_CONNECTIONS),
              "200",
              "Connections open at once from one address. By default no less than `connections`:"
                  + " behind another proxy all clients are one address.")
          .byDefault("20000");

  static final Key<Long> HEADER_BYTES =
      Key.of(
              "header-bytes",
              Sizes.between(1024, 1024 * 1024),
              "16KiB",
              "Size of a request's head, request line included.")
          .byDefault("16KiB");

  static final Key<Integer> HEADERS =
      Key.of("headers", Integers.between(1, 10_000), "100", "Header fields of one request.")
          .byDefault("100");

  static final Key<Duration> HEADER_TIMEOUT =
      Key.of(
              "header-timeout",
              Durations.POSITIVE,
              "10s",
              "From the first byte of a request's head to its last.")
          .byDefault("10s");

  static final Key<Duration> BODY_TIMEOUT =
      Key.of(
              "body-timeout",
              Durations.POSITIVE,
              "30s",
              "Between two reads of a request's body, or two writes to a client that reads slowly.")
          .byDefault("30s");

  static final Key<Duration> IDLE_TIMEOUT =
      Key.of("idle-timeout", Durations.POSITIVE, "60s", "Between two requests of a connection.")
          .byDefault("60s");

  static final Key<Long> BODY_BYTES =
      Key.of(
              "body-bytes",
              Sizes.between(0, 1L << 40),
              "10MiB",
              "Size of a request's body; 0: no limit.")
          .byDefault("0");

  static final Section<ListenerLimits> SECTION =
      Section.of(
          "limits of a listener",
          List.of(
              CONNECTIONS,
              CONNECTIONS_PER_CLIENT,
              HEADER_BYTES,
              HEADERS,
              HEADER_TIMEOUT,
              BODY_TIMEOUT,
              IDLE_TIMEOUT,
              BODY_BYTES),
          ListenerLimitKeys::bind);

  private ListenerLimitKeys() {}

  private static ListenerLimits bind(Fields fields) {
    return new ListenerLimits(
        fields.value(CONNECTIONS),
        fields.value(CONNECTIONS_PER_CLIENT),
        Math.toIntExact(fields.value(HEADER_BYTES)),
        fields.value(HEADERS),
        fields.value(HEADER_TIMEOUT),
        fields.value(BODY_TIMEOUT),
        fields.value(IDLE_TIMEOUT),
        fields.value(BODY_BYTES));
  }
}
