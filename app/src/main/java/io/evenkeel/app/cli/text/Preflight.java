package io.evenkeel.app.cli.text;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the servers of one pool answered before anything changed. */
public record Preflight(String pool, int healthyNow, int healthyAfter, List<Server> servers) {
  public Preflight {
    servers = List.copyOf(servers);
  }

  /** One server: its verdict now, after the change, and what it answered to the changed check. */
  public record Server(String name, String now, String after, String answer) {
    boolean isLost() {
      return now.equals("healthy") && !after.equals("healthy");
    }

    boolean isSteady() {
      return now.equals(after);
    }
  }

  /** Whether nothing was asked and nothing changes: nobody reads that. */
  boolean isIdle() {
    return servers.stream().allMatch(server -> server.isSteady() && server.answer().isEmpty());
  }

  static List<Preflight> all(JsonNode pools) {
    return pools.properties().stream()
        .map(pool ->
            new Preflight(
                pool.getKey(),
                pool.getValue().path("healthyNow").asInt(0),
                pool.getValue().path("healthyAfter").asInt(0),
                servers(pool.getValue().path("servers"))))
        .toList();
  }

  private static List<Server> servers(JsonNode json) {
    return json.properties().stream()
        .map(server ->
            new Server(
                server.getKey(),
                server.getValue().path("now").asString("-"),
                server.getValue().path("after").asString("-"),
                ReadJson.text(server.getValue(), "answer")))
        .toList();
  }
}
