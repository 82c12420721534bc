package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.HedgeDelays;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.HedgePolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code hedge}. */
final class HedgeKeys {
  static final Key<HedgePolicy> AFTER =
      Key.of(
              "after",
              HedgeDelays.DELAY,
              "p95",
              "When the second attempt starts: once the first takes longer than this percentile of"
                  + " the pool's recent ones, or after a fixed time such as `200ms`.")
          .requiredBy(Code.MISSING_KEY);

  static final Section<Written<HedgePolicy>> SECTION =
      Section.of("hedge", List.of(AFTER), HedgeKeys::bind)
          .orShort(Choice.of(Map.of("off", new Written<>(new HedgePolicy.None(), null))));

  private HedgeKeys() {}

  private static @Nullable Written<HedgePolicy> bind(Fields fields) {
    HedgePolicy after = fields.optional(AFTER);
    return after == null ? null : new Written<>(after, fields);
  }
}
