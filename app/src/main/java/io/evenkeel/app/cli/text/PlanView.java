package io.evenkeel.app.cli.text;

import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.Finding;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A plan as the admin API tells it.
 *
 * @param verdict {@code safe}, {@code needs-approval}, {@code refused}
 * @param at ISO 8601
 * @param canarySkipped why there is no canary; empty: there is one
 * @param fate {@code open}, {@code applying}, {@code applied}, {@code rolled-back}, {@code
 *     rejected}, {@code withdrawn}
 * @param closedBecause what ended it; may be empty
 * @param approvals names of those who said yes
 * @param approvalsNeeded how many it takes; 0: none by others
 */
public record PlanView(
    String id,
    long base,
    String verdict,
    String risk,
    String author,
    String reason,
    String at,
    String canarySkipped,
    String fate,
    String closedBecause,
    List<String> approvals,
    int approvalsNeeded,
    List<Change> changes,
    List<Finding> findings,
    List<Preflight> preflight,
    List<PoolForecast> forecast) {
  public PlanView {
    approvals = List.copyOf(approvals);
    changes = List.copyOf(changes);
    findings = List.copyOf(findings);
    preflight = List.copyOf(preflight);
    forecast = List.copyOf(forecast);
  }

  /** Of the JSON of {@code /api/v1/plans/{id}}; what is absent is empty. */
  public static PlanView of(JsonNode json) {
    return new PlanView(
        ReadJson.text(json, "id"),
        json.path("base").asLong(0),
        ReadJson.text(json, "verdict"),
        ReadJson.text(json, "risk"),
        ReadJson.text(json, "author"),
        ReadJson.text(json, "reason"),
        ReadJson.text(json, "at"),
        ReadJson.text(json, "canarySkipped"),
        json.path("fate").asString("open"),
        ReadJson.text(json, "closedBecause"),
        json.path("approvals").values().stream().map(a -> ReadJson.text(a, "by")).toList(),
        json.path("approvalsNeeded").asInt(0),
        ReadJson.changes(json.path("changes")),
        ReadJson.findings(json.path("findings")),
        Preflight.all(json.path("preflight").path("pools")),
        PoolForecast.all(json.path("forecast").path("pools")));
  }

  /** Whether it would change nothing. */
  public boolean isEmpty() {
    return changes.isEmpty() && !isRefused();
  }

  public boolean isRefused() {
    return verdict.equals("refused");
  }

  public boolean isOpen() {
    return fate.equals("open");
  }

  public boolean isBeingApplied() {
    return fate.equals("applying");
  }

  /** Yeses of others that are still missing. */
  public int approvalsMissing() {
    return Math.max(0, approvalsNeeded - approvals.size());
  }
}
