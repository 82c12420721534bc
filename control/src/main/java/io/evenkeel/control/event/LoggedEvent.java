package io.evenkeel.control.event;

import java.time.Instant;

/**
 * An event that was kept.
 *
 * @param id greater than that of every one before, also of the process before
 * @param kind stable word: {@code health-changed}
 * @param fields a JSON object on one line
 */
public record LoggedEvent(long id, Instant at, String kind, String fields) {
  /** The whole as a JSON object on one line. */
  public String json() {
    return "{\"id\":"
        + id
        + ",\"at\":\""
        + at
        + "\",\"kind\":\""
        + kind
        + "\",\"fields\":"
        + fields
        + "}";
  }
}
