package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Rises;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.RollbackOn;
import java.util.List;

/** The keys of {@code rollback-on}. */
final class RollbackKeys {
  static final Key<Double> ERROR_RATE =
      Key.of(
              "error-rate",
              Rises.POINTS,
              "+1%",
              "Rise of the share of failed requests, in percentage points: of the canary over the"
                  + " rest, then of all over before.")
          .byDefault("+2%");

  static final Key<Double> P99 =
      Key.of("p99", Rises.FACTOR, "x2", "Factor of the 99th percentile of the latency; the same.")
          .byDefault("x3");

  static final Key<Double> HEALTHY_BELOW =
      Key.of(
              "healthy-below",
              Shares.SHARE,
              "70%",
              "Fewer healthy servers in a pool than this share of them.")
          .byDefault("50%");

  static final Key<Double> SHARE_ABOVE =
      Key.of(
              "share-above",
              Shares.SHARE,
              "80%",
              "More of a pool's requests on one server, when it is also twice its fair share.")
          .byDefault("60%");

  static final Section<RollbackOn> SECTION =
      Section.of(
          "rollback-on",
          List.of(ERROR_RATE, P99, HEALTHY_BELOW, SHARE_ABOVE),
          fields ->
              new RollbackOn(
                  fields.value(ERROR_RATE),
                  fields.value(P99),
                  fields.value(HEALTHY_BELOW),
                  fields.value(SHARE_ABOVE)));

  private RollbackKeys() {}
}
