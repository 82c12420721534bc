package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Flags;
import io.evenkeel.control.config.scalar.FreezeWindows;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of {@code changes}. */
final class ChangesKeys {
  static final Key<Integer> APPROVALS =
      Key.of(
              "approvals",
              Integers.between(0, 100),
              "1",
              "Approvals, by others than the author, that a change needs unless it is safe; with 0"
                  + " the operator's own yes is enough. Without `admin.users` names are taken on"
                  + " trust.")
          .byDefault("0");

  static final Key<Double> MAX_SERVERS =
      Key.of(
              "max-servers",
              Shares.SHARE,
              "25%",
              "Blast radius: the share of all servers that one change may touch.")
          .byDefault("50%");

  static final Key<List<FreezeWindow>> FREEZE =
      Key.<List<FreezeWindow>>of(
              "freeze",
              ListOf.oneOrMany(FreezeWindows.WINDOW),
              "[ \"Fri 16:00 - Mon 08:00 Europe/Berlin\" ]",
              "Windows of the week in which nothing is changed; the clocks of the zone count.")
          .byDefault("none", List.of());

  static final Key<RolloutPolicy> ROLLOUT =
      Key.of(
              "rollout",
              RolloutKeys.SECTION,
              "{ canary: 5%, canary-for: 5m }",
              "In which stages a change takes effect.")
          .byDefaultOfItsKeys();

  static final Key<RollbackOn> ROLLBACK_ON =
      Key.of(
              "rollback-on",
              RollbackKeys.SECTION,
              "{ error-rate: +1% }",
              "What undoes a change while it is watched.")
          .byDefaultOfItsKeys();

  static final Key<Boolean> REQUIRE_STAGING =
      Key.of(
              "require-staging",
              Flags.FLAG.then(ChangesKeys::notRequired),
              "false",
              "Whether a change must have been tried on staging; `true` is not available yet.")
          .byDefault("false");

  static final Section<ChangePolicy> SECTION =
      Section.of(
          "changes",
          List.of(APPROVALS, MAX_SERVERS, FREEZE, ROLLOUT, ROLLBACK_ON, REQUIRE_STAGING),
          fields ->
              new ChangePolicy(
                  fields.value(APPROVALS),
                  fields.value(MAX_SERVERS),
                  fields.value(FREEZE),
                  fields.value(ROLLOUT),
                  fields.value(ROLLBACK_ON)));

  private ChangesKeys() {}

  private static @Nullable Boolean notRequired(boolean required, Site site) {
    if (!required) {
      return false;
    }
    site.complain(
        Code.NOT_AVAILABLE,
        "require-staging \"true\" is not available yet",
        "use false; it comes with " + Capability.STAGING.words());
    return null;
  }
}
