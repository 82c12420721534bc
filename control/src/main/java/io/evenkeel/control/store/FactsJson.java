package io.evenkeel.control.store;

import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a preflight found out, as part of a stored plan. */
final class FactsJson {
  private FactsJson() {}

  static Map<String, Object> of(LiveFacts facts) {
    Map<String, Object> pools = new LinkedHashMap<>();
    facts
        .pools()
        .forEach((name, servers) ->
            pools.put(name.value(), servers.stream().map(FactsJson::server).toList()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pools", pools);
    json.put("obstacles", facts.obstacles().stream().map(FactsJson::obstacle).toList());
    return json;
  }

  static LiveFacts read(Fields json) {
    Map<PoolName, List<ServerFacts>> pools = new LinkedHashMap<>();
    json.map("pools", FactsJson::servers).forEach((n, s) -> pools.put(new PoolName(n), s));
    return new LiveFacts(pools, json.list("obstacles", FactsJson::obstacle));
  }

  private static List<ServerFacts> servers(JsonNode array) {
    List<ServerFacts> servers = new ArrayList<>();
    array.values().forEach(s -> servers.add(server(new Fields(s))));
    return servers;
  }

  private static Map<String, Object> server(ServerFacts server) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", server.name());
    json.put("host", server.address().host());
    json.put("port", server.address().port());
    json.put("isNew", server.isNew());
    json.put("now", Fields.word(server.now()));
    json.put("after", Fields.word(server.after()));
    json.put("checks", server.checks().stream().map(FactsJson::check).toList());
    json.put("connectFailure", server.connectFailure());
    json.put("held", server.held());
    return json;
  }

  private static ServerFacts server(Fields json) {
    return new ServerFacts(
        json.text("name"),
        new HostPort(json.text("host"), json.count("port")),
        json.flag("isNew"),
        json.word("now", Health.class),
        json.word("after", Health.class),
        json.list("checks", FactsJson::check),
        json.text("connectFailure"),
        json.flag("held"));
  }

  private static Map<String, Object> check(CheckFact check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("role", check.role());
    json.put("question", check.question());
    json.put("passed", check.passed());
    json.put("failed", check.failed());
    json.put("answers", check.answers());
    json.put("elapsedNanos", check.elapsedNanos());
    json.put("oldQuestion", check.oldQuestion());
    json.put("oldPassed", check.oldPassed());
    json.put("oldAnswer", check.oldAnswer());
    return json;
  }

  private static CheckFact check(Fields json) {
    return new CheckFact(
        json.text("role"),
        json.text("question"),
        json.count("passed"),
        json.count("failed"),
        json.texts("answers"),
        json.number("elapsedNanos"),
        json.text("oldQuestion"),
        json.flag("oldPassed"),
        json.text("oldAnswer"));
  }

  private static Map<String, Object> obstacle(Obstacle obstacle) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", obstacle.code());
    json.put("severity", Fields.word(obstacle.severity()));
    json.put("path", obstacle.path());
    json.put("message", obstacle.message());
    json.put("evidence", obstacle.evidence());
    json.put("help", obstacle.help());
    return json;
  }

  private static Obstacle obstacle(Fields json) {
    return new Obstacle(
        json.text("code"),
        json.word("severity", Severity.class),
        json.text("path"),
        json.text("message"),
        json.texts("evidence"),
        json.text("help"));
  }
}
