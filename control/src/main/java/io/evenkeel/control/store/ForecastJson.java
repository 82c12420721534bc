package io.evenkeel.control.store;

import io.evenkeel.core.change.Forecast;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the balancers are expected to do, as part of a stored plan: pools by name. */
final class ForecastJson {
  private ForecastJson() {}

  static Map<String, Object> of(Forecast forecast) {
    Map<String, Object> pools = new LinkedHashMap<>();
    forecast.pools().forEach((name, pool) -> pools.put(name, pool(pool)));
    return pools;
  }

  static Forecast read(Fields json) {
    Map<String, Forecast.PoolForecast> pools = new LinkedHashMap<>();
    json.object().properties().forEach(p -> pools.put(p.getKey(), pool(new Fields(p.getValue()))));
    return new Forecast(pools);
  }

  private static Map<String, Object> pool(Forecast.PoolForecast pool) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("shareNow", pool.shareNow());
    json.put("shareAfter", pool.shareAfter());
    json.put("peakNow", pool.peakNow());
    json.put("peakAfter", pool.peakAfter());
    json.put("survivableLossesNow", pool.survivableLosses().now());
    json.put("survivableLossesAfter", pool.survivableLosses().after());
    json.put("requestsPerSecond", pool.requestsPerSecond());
    json.put("cutOff", pool.cutOff());
    return json;
  }

  private static Forecast.PoolForecast pool(Fields json) {
    return new Forecast.PoolForecast(
        json.map("shareNow", Fields::fraction),
        json.map("shareAfter", Fields::fraction),
        json.map("peakNow", JsonNode::asInt),
        json.map("peakAfter", JsonNode::asInt),
        new Forecast.SurvivableLosses(
            json.count("survivableLossesNow"), json.count("survivableLossesAfter")),
        json.fraction("requestsPerSecond"),
        json.fraction("cutOff"));
  }
}
