package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Flags;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.Limits;
import java.time.Duration;
import java.util.List;

/** The keys of a pool's {@code limits}. */
final class PoolLimitKeys {
  private static final int MOST = 1_000_000;

  static final Key<Integer> REQUESTS_PER_SERVER =
      Key.of(
              "requests-per-server",
              Integers.between(1, MOST),
              "256",
              "Concurrent requests to one server; further ones wait in the queue.")
          .byDefault("256");

  static final Key<Boolean> ADAPTIVE =
      Key.of(
              "adaptive",
              Flags.FLAG,
              "false",
              "Whether `requests-per-server` is only the ceiling, below which each server's limit"
                  + " follows its latency.")
          .byDefault("true");

  static final Key<Integer> QUEUE =
      Key.of(
              "queue",
              Integers.between(0, MOST),
              "256",
              "Requests of the pool that may wait for a free server; further ones get 503.")
          .byDefault("256");

  static final Key<Duration> QUEUE_TIMEOUT =
      Key.of("queue-timeout", Durations.ANY, "1s", "How long one waits at most.").byDefault("1s");

  static final Key<Integer> CONNECTIONS_PER_SERVER =
      Key.of(
              "connections-per-server",
              Integers.between(1, MOST),
              "512",
              "Connections to one server, idle ones included.")
          .byDefault("512");

  static final Section<Limits> SECTION =
      Section.of(
          "limits of a pool",
          List.of(REQUESTS_PER_SERVER, ADAPTIVE, QUEUE, QUEUE_TIMEOUT, CONNECTIONS_PER_SERVER),
          PoolLimitKeys::bind);

  private PoolLimitKeys() {}

  private static Limits bind(Fields fields) {
    return new Limits(
        fields.value(REQUESTS_PER_SERVER),
        fields.value(ADAPTIVE),
        fields.value(QUEUE),
        fields.value(QUEUE_TIMEOUT),
        fields.value(CONNECTIONS_PER_SERVER));
  }
}
