package io.evenkeel.app.cli.text;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the traffic of the last minutes would look like in one pool.
 *
 * @param survivesNow how many servers may fail now before the rest cannot carry the traffic
 * @param cutOff fraction of the requests that the new timeouts would have ended
 */
public record PoolForecast(
    String pool,
    double requestsPerSecond,
    int survivesNow,
    int survivesAfter,
    double cutOff,
    List<Server> servers) {
  public PoolForecast {
    servers = List.copyOf(servers);
  }

  /** One server; shares from 0 to 1, peaks are requests at once. What it does not have is 0. */
  public record Server(
      String name, double shareNow, double shareAfter, int peakNow, int peakAfter) {
    /** How much its share moves, 0 to 1. */
    double shift() {
      return Math.abs(shareAfter - shareNow);
    }
  }

  static List<PoolForecast> all(JsonNode pools) {
    return pools.properties().stream()
        .map(pool -> {
          JsonNode json = pool.getValue();
          return new PoolForecast(
              pool.getKey(),
              json.path("requestsPerSecond").asDouble(0),
              json.path("survivableLosses").path("now").asInt(0),
              json.path("survivableLosses").path("after").asInt(0),
              json.path("cutOff").asDouble(0),
              servers(json));
        })
        .toList();
  }

  private static List<Server> servers(JsonNode json) {
    Set<String> names = new LinkedHashSet<>(json.path("shareNow").propertyNames());
    names.addAll(json.path("shareAfter").propertyNames());
    return names.stream()
        .map(name ->
            new Server(
                name,
                json.path("shareNow").path(name).asDouble(0),
                json.path("shareAfter").path(name).asDouble(0),
                json.path("peakNow").path(name).asInt(0),
                json.path("peakAfter").path(name).asInt(0)))
        .toList();
  }
}
