package io.evenkeel.app.cli.text;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * How far the application of a plan is, as the admin API tells it.
 *
 * @param stage {@code shadow}, {@code canary}, {@code bake}, {@code confirm}, {@code committed},
 *     {@code rolled-back}
 * @param comparison canary against control, a line each
 * @param why what undid it; empty
 */
public record RolloutProgress(
    String plan,
    long revision,
    String stage,
    long secondsLeft,
    List<String> comparison,
    String why) {
  public RolloutProgress {
    comparison = List.copyOf(comparison);
  }

  /** Of the JSON of {@code /api/v1/rollout}. */
  public static RolloutProgress of(JsonNode json) {
    return new RolloutProgress(
        ReadJson.text(json, "plan"),
        json.path("revision").asLong(0),
        ReadJson.text(json, "stage"),
        json.path("secondsLeft").asLong(0),
        ReadJson.strings(json.path("comparison")),
        ReadJson.text(json, "why"));
  }

  /** Whether nothing will happen any more. */
  public boolean isOver() {
    return stage.equals("committed") || isRolledBack();
  }

  public boolean isRolledBack() {
    return stage.equals("rolled-back");
  }
}
