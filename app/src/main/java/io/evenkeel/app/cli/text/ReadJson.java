package io.evenkeel.app.cli.text;

import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.change.SourceSpan;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Parts of answers that several of them have. What is absent is empty: an older balancer. */
public final class ReadJson {
  private ReadJson() {}

  /** Of {@code [{path, before, after}]}. */
  public static List<Change> changes(JsonNode json) {
    return json.values().stream()
        .map(change ->
            new Change(
                ReadJson.text(change, "path"),
                ReadJson.text(change, "before"),
                ReadJson.text(change, "after")))
        .toList();
  }

  /** Of findings as {@code validate --output json} has them. */
  public static List<Finding> findings(JsonNode json) {
    return json.values().stream().map(ReadJson::finding).toList();
  }

  /** A field of {@code json}, on one line; empty when absent. */
  public static String text(JsonNode json, String field) {
    return printable(json.path(field).asString(""));
  }

  /** Reasons, names and answers are other people's words: none of them may steer a terminal. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> Quoted.append(out, c));
    return out.toString();
  }

  static List<String> strings(JsonNode json) {
    return json.values().stream().map(value -> printable(value.asString(""))).toList();
  }

  private static Finding finding(JsonNode json) {
    return new Finding(
        ReadJson.text(json, "code"),
        ReadJson.text(json, "severity").equals("warning") ? Severity.WARNING : Severity.ERROR,
        ReadJson.text(json, "path"),
        new SourceSpan(
            ReadJson.text(json, "file"),
            Math.max(1, json.path("line").asInt(1)),
            Math.max(1, json.path("column").asInt(1)),
            Math.max(1, json.path("length").asInt(1))),
        ReadJson.text(json, "message"),
        strings(json.path("evidence")),
        ReadJson.text(json, "help"));
  }
}
