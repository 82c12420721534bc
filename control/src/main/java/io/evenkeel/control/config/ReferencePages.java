package io.evenkeel.control.config;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Type;
import io.evenkeel.control.config.section.RootKeys;
import io.evenkeel.core.change.PlanCode;

/** The reference of keys and findings in Markdown, made from the table of keys and the codes. */
public final class ReferencePages {
  private static final String GENERATED =
      """
      <!-- Made from the code; do not edit. To make it again:
           ./verify -pl control -am -Dtest=ReferenceFilesTest -Devenkeel.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false -->

      """;

  private static final String FINDINGS_HEAD = "| code | severity | what |\n|---|---|---|\n";

  private ReferencePages() {}

  /** {@code docs/reference/findings.md}. */
  public static String findings() {
    StringBuilder out = new StringBuilder(GENERATED);
    out.append(
        """
        # Findings

        A code names one kind of finding and never changes its meaning.

        ## Of a file

        What `validate` finds, and whoever reads a configuration. An error keeps it from being used; a
        warning does not.

        """);
    out.append(FINDINGS_HEAD);
    for (Code code : Code.values()) {
      out.append(row("`" + code.id() + "`", code.severity().word(), code.doc()));
    }
    out.append(
        """

        ## Of a plan

        What `plan` finds about a change. With an error the change is refused; with a warning somebody
        has to look at it first.

        """);
    out.append(FINDINGS_HEAD);
    for (PlanCode code : PlanCode.values()) {
      out.append(row("`" + code.id() + "`", code.severity().word(), code.doc()));
    }
    return out.toString();
  }

  /** {@code docs/reference/configuration.md}. */
  public static String configuration() {
    StringBuilder out = new StringBuilder(GENERATED);
    out.append(
        """
        # Configuration

        One file of YAML 1.2 (JSON is YAML). Unknown keys are errors. Durations are written `500ms`,
        `2s`, `5m`, `1h`; sizes `16KiB`, `1MiB` or as a number of bytes; shares `50%`. A value may
        contain `${NAME}` or `${NAME:-default}` from the environment; `$${` stands for the
        characters themselves. What a variable contains never changes the structure of the file.
        A file has at most 32 MiB, 2,000,000 values and 32 levels, its includes counted with it.

        The smallest useful file:

        ```yaml
        version: 1
        listeners:
          web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] }
        pools:
          api:
            servers: { api-1: "127.0.0.1:3001", api-2: "127.0.0.1:3002", api-3: "127.0.0.1:3003" }
            health: /health
        ```

        Keys that are *not available yet* are known and checked, but refused, so that nothing in a
        file is silently without effect. See also the [findings](findings.md) and the
        [JSON Schema](evenkeel.schema.json) for editors.
        """);
    section("", RootKeys.SECTION, out);
    return out.toString();
  }

  private static void section(String path, Section<?> section, StringBuilder out) {
    out.append("\n## ").append(path.isEmpty() ? "The file" : "`" + path + "`").append("\n\n");
    out.append("| key | value | default | |\n|---|---|---|---|\n");
    section.keys().forEach(key -> out.append(row(key)));
    for (Key<?> key : section.keys()) {
      if (key.capability() == null) {
        nested(path.isEmpty() ? key.name() : path + "." + key.name(), key.type(), out);
      }
    }
  }

  private static void nested(String path, Type<?> type, StringBuilder out) {
    switch (type) {
      case Section<?> inner -> section(path, inner, out);
      case Named<?, ?> named -> nested(path + ".NAME", named.element(), out);
      case ListOf<?> list -> nested(path + "[]", list.element(), out);
      default -> {}
    }
  }

  private static String row(Key<?> key) {
    Capability capability = key.capability();
    String doc =
        capability == null
            ? key.doc() + " Example: `" + key.example() + "`"
            : "*Not available yet; comes with " + capability.words() + ".* " + key.doc();
    String label = key.type().label().replace("|", "\\|");
    return row("`" + key.name() + "`", label, key.shownDefault(), doc);
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
