package io.evenkeel.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.Forecast.SurvivableLosses;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.change.SourceSpan;
import io.evenkeel.core.change.Verdict;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The example of the interface's contract, value by value. */
class PlanJsonTest {
  private static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");
  private static final String PATH = "pools.api.health.readiness.http";

  private static final String CONTRACT =
      """
      {"id":"00c0ffee00c0ffee","base":3,"verdict":"refused","risk":"high",
       "changes":[{"path":"pools.api.health.readiness.http","before":"/health","after":"/api/health"}],
       "findings":[{"code":"EK3101","severity":"error","path":"pools.api.health.readiness.http",
         "file":"evenkeel.yaml","line":12,"column":15,
         "message":"the new check fails on 3 of 3 servers that are healthy now",
         "evidence":["api-1 GET /api/health -> 404 in 2 ms"],
         "help":"the current path /health answers 200 on all of them"}],
       "preflight":{"pools":{"api":{"healthyNow":1,"healthyAfter":0,
         "servers":{"api-1":{"now":"healthy","after":"unhealthy","answer":"404"},
           "api-2":{"now":"checking","after":"checking","answer":"connection refused"}}}}},
       "forecast":{"pools":{"api":{"shareNow":{"api-1":0.33},"shareAfter":{"api-1":0.33},
         "survivableLosses":{"now":1,"after":0}}}}}
      """;

  @Test
  void aPlanReadsAsInTheContract() {
    JsonNode json = JsonMapper.shared().valueToTree(PlanJson.of(request(), 1));
    JsonNode contract = JsonMapper.shared().readTree(CONTRACT);
    for (String name : List.of("id", "base", "verdict", "risk", "changes", "preflight")) {
      assertThat(json.path(name).toString()).as(name).isEqualTo(contract.path(name).toString());
    }
    contractHolds(json.path("findings").path(0), contract.path("findings").path(0));
    JsonNode pool = json.path("forecast").path("pools").path("api");
    contractHolds(pool, contract.path("forecast").path("pools").path("api"));
    assertThat(pool.path("peakAfter").path("api-1").asInt()).isEqualTo(9);
    assertThat(pool.path("cutOff").asDouble()).isEqualTo(0.25);
  }

  @Test
  void andTellsWhatBecameOfIt() {
    JsonNode json = JsonMapper.shared().valueToTree(PlanJson.of(request(), 2));
    assertThat(json.path("author").asString()).isEqualTo("ana");
    assertThat(json.path("at").asString()).isEqualTo("2026-01-05T10:00:00Z");
    assertThat(json.path("fate").asString()).isEqualTo("rolled-back");
    assertThat(json.path("approvals").toString())
        .isEqualTo("[{\"by\":\"bob\",\"at\":\"2026-01-05T10:00:00Z\"}]");
    assertThat(json.path("approvalsNeeded").asInt()).isEqualTo(2);
    assertThat(json.path("closedBecause").asString()).isEqualTo("errors");
    assertThat(json.path("canarySkipped").asString()).isEqualTo("listener binds");
  }

  private static void contractHolds(JsonNode said, JsonNode contract) {
    contract
        .properties()
        .forEach(field ->
            assertThat(said.path(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
  }

  private static ChangeRequest request() {
    Finding finding =
        new Finding(
            "EK3101",
            Severity.ERROR,
            PATH,
            new SourceSpan("evenkeel.yaml", 12, 15, 13),
            "the new check fails on 3 of 3 servers that are healthy now",
            List.of("api-1 GET /api/health -> 404 in 2 ms"),
            "the current path /health answers 200 on all of them");
    PoolForecast forecast =
        new PoolForecast(
            Map.of("api-1", 0.33),
            Map.of("api-1", 0.33),
            Map.of("api-1", 4),
            Map.of("api-1", 9),
            new SurvivableLosses(1, 0),
            50,
            0.25);
    Plan plan =
        new Plan(
            "00c0ffee00c0ffee",
            3,
            "ana",
            "new path",
            AT,
            "00",
            List.of(new Change(PATH, "/health", "/api/health")),
            List.of(finding),
            facts(),
            new Forecast(Map.of("api", forecast)),
            Verdict.REFUSED,
            Risk.HIGH,
            "listener binds");
    return new ChangeRequest(plan, Fate.ROLLED_BACK, List.of(new Approval("bob", AT)), "errors");
  }

  private static LiveFacts facts() {
    CheckFact good =
        new CheckFact("liveness", "TCP connect", 3, 0, List.of("open"), 1_000, "", true);
    CheckFact bad =
        new CheckFact(
            "readiness",
            "GET /api/health",
            0,
            2,
            List.of("404", "404"),
            2_000_000,
            "GET /health",
            true);
    ServerFacts first =
        new ServerFacts(
            "api-1",
            new HostPort("10.0.0.1", 80),
            false,
            Health.HEALTHY,
            Health.UNHEALTHY,
            List.of(good, bad),
            "");
    ServerFacts second =
        new ServerFacts(
            "api-2",
            new HostPort("10.0.0.2", 80),
            true,
            Health.CHECKING,
            Health.CHECKING,
            List.of(),
            "connection refused");
    return new LiveFacts(Map.of(new PoolName("api"), List.of(first, second)), List.of());
  }
}
