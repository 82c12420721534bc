package io.evenkeel.app.scenario;

import io.evenkeel.testkit.process.Evenkeel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The status of a running balancer as a tree. */
record StatusJson(JsonNode root) {
  static StatusJson of(Evenkeel evenkeel) {
    return new StatusJson(JsonMapper.shared().readTree(evenkeel.status()));
  }

  JsonNode pool(String name) {
    return root.path("pools").path(name);
  }

  JsonNode server(String pool, String name) {
    return pool(pool).path("servers").path(name);
  }
}
