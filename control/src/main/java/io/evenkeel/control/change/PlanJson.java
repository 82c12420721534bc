package io.evenkeel.control.change;

import io.evenkeel.control.config.FindingJson;
import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.PoolName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as the stable JSON of the API and of {@code plan --output json}. */
public final class PlanJson {
  private PlanJson() {}

  /**
   * The plan and what became of it.
   *
   * @param approvalsNeeded by others than the author, as the policy in power asks for
   */
  public static Map<String, Object> of(ChangeRequest request, int approvalsNeeded) {
    Map<String, Object> json = of(request.plan());
    json.put("fate", word(request.fate()));
    json.put("approvals", request.approvals().stream().map(PlanJson::approval).toList());
    json.put("approvalsNeeded", approvalsNeeded);
    json.put("closedBecause", request.closedBecause());
    return json;
  }

  private static Map<String, Object> of(Plan plan) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", plan.id());
    json.put("base", plan.base());
    json.put("verdict", plan.verdict().word());
    json.put("risk", plan.risk().word());
    json.put("author", plan.author());
    json.put("reason", plan.reason());
    json.put("at", plan.at().toString());
    json.put("canarySkipped", plan.canarySkipped());
    json.put("changes", changes(plan.changes()));
    json.put("findings", plan.findings().stream().map(FindingJson::of).toList());
    json.put("preflight", Map.of("pools", preflight(plan.facts())));
    json.put("forecast", Map.of("pools", forecast(plan.forecast())));
    return json;
  }

  /** Differences, in their order. */
  public static List<Map<String, String>> changes(List<Change> changes) {
    return changes.stream().map(PlanJson::change).toList();
  }

  private static Map<String, String> change(Change change) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("path", change.path());
    json.put("before", change.before());
    json.put("after", change.after());
    return json;
  }

  private static Map<String, Object> approval(Approval approval) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("by", approval.by());
    json.put("at", approval.at().toString());
    return json;
  }

  private static Map<String, Object> preflight(LiveFacts facts) {
    Map<String, Object> pools = new LinkedHashMap<>();
    for (Map.Entry<PoolName, List<ServerFacts>> pool : facts.pools().entrySet()) {
      Map<String, Object> servers = new LinkedHashMap<>();
      pool.getValue().forEach(server -> servers.put(server.name(), server(server)));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(
          "healthyNow",
          pool.getValue().stream().filter(s -> !s.held() && healthy(s.now())).count());
      json.put(
          "healthyAfter",
          pool.getValue().stream().filter(s -> !s.held() && healthy(s.after())).count());
      json.put("servers", servers);
      pools.put(pool.getKey().value(), json);
    }
    return pools;
  }

  private static boolean healthy(Health health) {
    return health == Health.HEALTHY;
  }

  private static Map<String, Object> server(ServerFacts server) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("now", word(server.now()));
    json.put("after", word(server.after()));
    json.put("answer", answer(server));
    return json;
  }

  /** What best explains the verdict: why there is no connection, then a failed check, then any. */
  private static String answer(ServerFacts server) {
    if (!server.connectFailure().isEmpty()) {
      return server.connectFailure();
    }
    String answer = "";
    for (CheckFact check : server.checks()) {
      if (!check.answers().isEmpty() && (check.failed() > 0 || answer.isEmpty())) {
        answer = check.answers().getLast();
        if (check.failed() > 0) {
          return answer;
        }
      }
    }
    return answer;
  }

  private static Map<String, Object> forecast(Forecast forecast) {
    Map<String, Object> pools = new LinkedHashMap<>();
    forecast.pools().forEach((name, pool) -> pools.put(name, pool(pool)));
    return pools;
  }

  private static Map<String, Object> pool(PoolForecast pool) {
    Map<String, Object> losses = new LinkedHashMap<>();
    losses.put("now", pool.survivableLosses().now());
    losses.put("after", pool.survivableLosses().after());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("shareNow", pool.shareNow());
    json.put("shareAfter", pool.shareAfter());
    json.put("peakNow", pool.peakNow());
    json.put("peakAfter", pool.peakAfter());
    json.put("survivableLosses", losses);
    json.put("requestsPerSecond", pool.requestsPerSecond());
    json.put("cutOff", pool.cutOff());
    return json;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
