package io.evenkeel.control.admin;

import io.evenkeel.control.change.Actor;
import java.util.Map;

/**
 * A request that was admitted: its actor is known and has the role that the operation needs.
 *
 * @param parameters the named segments of the path
 * @param query fields of the query as they are written, not decoded
 * @param accept the Accept field; empty when absent
 * @param lastEventId the Last-Event-ID field; empty when absent
 * @param body of a write; else empty
 */
public record Asked(
    Actor actor,
    Map<String, String> parameters,
    Map<String, String> query,
    String accept,
    String lastEventId,
    String body) {
  public Asked {
    parameters = Map.copyOf(parameters);
    query = Map.copyOf(query);
  }

  /** The segment of the path called {@code name}. */
  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "parameter: " + name + " (expected: one of " + parameters.keySet() + ")");
    }
    return value;
  }
}
