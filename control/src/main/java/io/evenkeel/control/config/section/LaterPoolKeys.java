package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Ports;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import java.util.List;

/** Sections of a pool that are checked, but not available yet. */
final class LaterPoolKeys {
  private static final int MANY = 1_000_000;

  static final Section<Fields> DISCOVER =
      Section.checked(
          "discover",
          List.of(
              Key.of("dns", Texts.LINE, "api.service.local", "Name whose addresses are servers."),
              Key.of("port", Ports.PORT, "3000", "Port of all of them."),
              Key.of("refresh", Durations.POSITIVE, "10s", "How often it is asked."),
              Key.of("max-shrink", Shares.SHARE, "50%", "Servers that may vanish at once.")));

  static final Section<Fields> OUTLIERS =
      Section.checked(
          "outliers",
          List.of(
              Key.of("consecutive-failures", Integers.between(1, MANY), "5", "In a row."),
              Key.of("failure-rate", Shares.SHARE, "50%", "Of the requests."),
              Key.of("eject-for", Durations.POSITIVE, "10s", "How long it gets no requests."),
              Key.of("max-ejected", Shares.SHARE, "33%", "Of the servers, at once.")));

  static final Section<Fields> CIRCUIT_BREAKER =
      Section.checked(
          "circuit-breaker",
          List.of(
              Key.of("failure-rate", Shares.SHARE, "50%", "Failures that open it."),
              Key.of("slow-rate", Shares.SHARE, "100%", "Slow answers that open it."),
              Key.of("slow", Durations.POSITIVE, "5s", "What counts as slow."),
              Key.of("min-requests", Integers.between(1, MANY), "20", "Before it can open."),
              Key.of("window", Durations.POSITIVE, "10s", "What is looked at."),
              Key.of("open-for", Durations.POSITIVE, "5s", "Before it is tried again."),
              Key.of("half-open-requests", Integers.between(1, MANY), "3", "That try it.")));

  static final Section<Fields> HEDGE =
      Section.checked(
          "hedge",
          List.of(
              Key.of(
                  "after",
                  Texts.like("percentile or duration", "p[0-9]{1,2}|[0-9]{1,9}(ms|s)", "p95"),
                  "p95",
                  "When the second attempt starts.")));

  private LaterPoolKeys() {}
}
