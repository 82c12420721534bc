package io.evenkeel.app.cli.text;

import io.evenkeel.app.cli.text.Table.Cell;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** What was done and what became of it: revisions, plans, the audit log; one line each. */
public final class HistoryText {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Terminal terminal;
  private final ZoneId zone;

  /**
   * @param zone in which the reader lives
   */
  public HistoryText(Terminal terminal, ZoneId zone) {
    this.terminal = terminal;
    this.zone = zone;
  }

  /** Of {@code /api/v1/revisions}, newest first. */
  public void revisions(JsonNode json, PrintWriter out) {
    Table table = new Table("");
    titles(table, "revision", "at", "author", "outcome", "approved by", "reason");
    for (JsonNode revision : json.values()) {
      String outcome = word(ReadJson.text(revision, "outcome"));
      String why = ReadJson.text(revision, "why");
      String reason = ReadJson.text(revision, "reason");
      table.row(
          Cell.number(ReadJson.text(revision, "number")),
          Cell.of(at(revision)),
          Cell.of(ReadJson.text(revision, "author")),
          Cell.of(outcome, outcomeColour(outcome)),
          Cell.of(orDash(String.join(", ", ReadJson.strings(revision.path("approvedBy"))))),
          Cell.of(why.isEmpty() ? reason : reason.isEmpty() ? why : reason + "; " + why));
    }
    table.print(out);
  }

  /** Of {@code /api/v1/plans}, newest first. */
  public void plans(JsonNode json, PrintWriter out) {
    Table table = new Table("");
    titles(table, "plan", "at", "author", "verdict", "fate", "approvals", "reason");
    for (JsonNode node : json.values()) {
      PlanView plan = PlanView.of(node);
      table.row(
          Cell.of(plan.id()),
          Cell.of(at(node)),
          Cell.of(plan.author()),
          Cell.of(plan.verdict(), verdictColour(plan)),
          Cell.of(plan.fate(), outcomeColour(plan.fate())),
          Cell.of(plan.approvals().size() + " of " + plan.approvalsNeeded()),
          Cell.of(plan.reason()));
    }
    table.print(out);
  }

  /** Of {@code /api/v1/audit}: who did what. */
  public void audit(JsonNode json, PrintWriter out) {
    Table table = new Table("");
    titles(table, "at", "who", "what", "subject", "result", "reason");
    for (JsonNode entry : json.values()) {
      String plan = ReadJson.text(entry, "plan");
      String subject = ReadJson.text(entry, "subject");
      table.row(
          Cell.of(at(entry)),
          Cell.of(ReadJson.text(entry, "who")),
          Cell.of(ReadJson.text(entry, "what")),
          Cell.of(orDash(subject.isEmpty() && !plan.isEmpty() ? "plan " + plan : subject)),
          Cell.of(ReadJson.text(entry, "result")),
          Cell.of(ReadJson.text(entry, "reason")));
    }
    table.print(out);
  }

  private void titles(Table table, String... titles) {
    table.row(
        List.of(titles).stream().map(title -> Cell.of(title, terminal::dim)).toArray(Cell[]::new));
  }

  private String at(JsonNode entry) {
    String at = ReadJson.text(entry, "at");
    try {
      return LOCAL.format(Instant.parse(at).atZone(zone));
    } catch (DateTimeParseException e) {
      return at;
    }
  }

  private UnaryOperator<String> outcomeColour(String outcome) {
    return switch (outcome) {
      case "committed", "applied" -> terminal::good;
      case "rolled-back", "rejected" -> terminal::bad;
      default -> terminal::warning;
    };
  }

  private UnaryOperator<String> verdictColour(PlanView plan) {
    return switch (plan.verdict()) {
      case "safe" -> terminal::good;
      case "refused" -> terminal::bad;
      default -> terminal::warning;
    };
  }

  private static String word(String outcome) {
    return outcome.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
