package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.Section;
import java.util.List;

/** The keys of {@code alerts}: checked, but not available yet. */
final class AlertsKeys {
  private static final Section<Fields> SECRET =
      Section.checked(
          "secret", List.of(Key.of("file", Texts.LINE, "hook.txt", "File with the secret.")));

  private static final Section<Fields> EMAIL =
      Section.checked(
          "email",
          List.of(
              Key.of("smtp", Texts.LINE, "mail.example.com:25", "Mail server."),
              Key.of("to", ListOf.many(Texts.LINE), "[ops@example.com]", "Recipients.")));

  private static final Section<Fields> NOTIFY =
      Section.checked(
          "notification",
          List.of(
              Key.of("webhook", Texts.LINE, "\"https://hooks.example.com\"", "URL that is called."),
              Key.of("slack", SECRET, "{ file: hook.txt }", "Slack hook."),
              Key.of("pagerduty", SECRET, "{ file: key.txt }", "PagerDuty key."),
              Key.of("alertmanager", Texts.LINE, "\"http://am.example.com\"", "Alertmanager."),
              Key.of("email", EMAIL, "{ smtp: \"mail.example.com:25\" }", "Mail."),
              Key.of("command", ListOf.many(Texts.LINE), "[./page.sh]", "Program that is run.")));

  private static final Section<Fields> RULE =
      Section.checked(
          "rule",
          List.of(
              Key.of("above", Shares.SHARE, "10%", "Limit."),
              Key.of("for", Durations.ANY, "10s", "How long before it counts."),
              Key.of("severity", Choice.of("critical", "warning", "info"), "critical", "Weight.")));

  static final Section<Fields> SECTION =
      Section.checked(
          "alerts",
          List.of(
              Key.of("notify", ListOf.many(NOTIFY), "[ { command: [./page.sh] } ]", "Who is told."),
              Key.of(
                  "rules",
                  Named.of("rule", (text, _) -> text, RULE),
                  "{ error-rate: { above: 10% } }",
                  "Of what.")));

  private AlertsKeys() {}
}
