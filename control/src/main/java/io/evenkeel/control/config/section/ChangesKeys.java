package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Flags;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Section;
import java.util.List;

/** The keys of {@code changes}: checked, but not available yet. */
final class ChangesKeys {
  private static final String DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [0-2][0-9]:[0-5][0-9]";

  private static final Section<Fields> ROLLOUT =
      Section.checked(
          "rollout",
          List.of(
              Key.of("shadow", Integers.between(0, 1000), "3", "Checks of new servers before."),
              Key.of("canary", Shares.SHARE, "10%", "Traffic that tries a change first."),
              Key.of("canary-for", Durations.ANY, "30s", "How long it does."),
              Key.of("bake", Durations.ANY, "2m", "How long the whole is watched."),
              Key.of("confirm-within", Durations.ANY, "0s", "Undone unless confirmed.")));

  private static final Section<Fields> ROLLBACK_ON =
      Section.checked(
          "rollback-on",
          List.of(
              Key.of(
                  "error-rate",
                  Texts.like("rise of a share", "\\+[0-9]{1,3}(\\.[0-9]{1,4})?%", "+2%"),
                  "+2%",
                  "Rise of the errors."),
              Key.of(
                  "p99", Texts.like("factor", "x[0-9]{1,3}(\\.[0-9]{1,4})?", "x3"), "x3", "Rise."),
              Key.of("healthy-below", Shares.SHARE, "50%", "Of the servers."),
              Key.of("share-above", Shares.SHARE, "60%", "Of the traffic, on one server.")));

  static final Section<Fields> SECTION =
      Section.checked(
          "changes",
          List.of(
              Key.of("approvals", Integers.between(0, 100), "1", "By others than the author."),
              Key.of("max-servers", Shares.SHARE, "50%", "Blast radius of one change."),
              Key.of(
                  "freeze",
                  ListOf.many(
                      Texts.like(
                          "time window",
                          DAY + " - " + DAY + " [A-Za-z_/+0-9-]+",
                          "Fri 16:00 - Mon 08:00 Europe/Berlin")),
                  "[ \"Fri 16:00 - Mon 08:00 Europe/Berlin\" ]",
                  "When nothing is changed."),
              Key.of("rollout", ROLLOUT, "{ canary: 10% }", "In which steps."),
              Key.of("rollback-on", ROLLBACK_ON, "{ p99: x3 }", "What undoes a change."),
              Key.of("require-staging", Flags.FLAG, "false", "Tried elsewhere before.")));

  private ChangesKeys() {}
}
