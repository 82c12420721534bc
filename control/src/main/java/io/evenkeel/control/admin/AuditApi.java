package io.evenkeel.control.admin;

import java.io.IOException;
import java.util.List;

/** Who did what. Any thread. */
public final class AuditApi {
  private static final int DEFAULT_LIMIT = 100;
  private static final int LIMIT = 1_000;

  private final Trail trail;

  /** Where the entries come from. */
  @FunctionalInterface
  public interface Trail {
    /** The newest {@code limit} entries, newest first; records, whose components are the fields. */
    List<?> newest(int limit) throws IOException;
  }

  public AuditApi(Trail trail) {
    this.trail = trail;
  }

  /** Its part of the table. */
  public List<Operation> operations() {
    return List.of(
        Operation.read(
            "/api/v1/audit", asked -> Pages.json(trail.newest(limit(asked, DEFAULT_LIMIT)))));
  }

  /** The query's {@code limit}, of 1 to {@value #LIMIT}. */
  static int limit(Asked asked, int otherwise) throws Unacceptable {
    String text = asked.query().getOrDefault("limit", "");
    if (text.isEmpty()) {
      return otherwise;
    }
    int limit = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > LIMIT) {
      throw JsonBody.bad("limit is none of 1 to " + LIMIT);
    }
    return limit;
  }
}
