package io.evenkeel.app.run;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a running balancer tells the commands of the same machine.
 *
 * @param admin URL of its admin listener; empty: none
 * @param config its configuration file
 * @param since begin, ISO 8601 in UTC
 * @param upgrade where it waits to be asked for an upgrade; empty: it does not
 */
public record RunNote(long pid, String admin, String config, String since, String upgrade) {
  /** Of one that cannot be upgraded. */
  public RunNote(long pid, String admin, String config, String since) {
    this(pid, admin, config, since, "");
  }

  String toJson() {
    return JsonNodeFactory.instance
            .objectNode()
            .put("pid", pid)
            .put("admin", admin)
            .put("config", config)
            .put("since", since)
            .put("upgrade", upgrade)
            .toString()
        + "\n";
  }

  /** The note in {@code json}; empty when it is none. */
  static Optional<RunNote> parse(String json) {
    try {
      JsonNode note = JsonMapper.shared().readTree(json);
      return Optional.of(
          new RunNote(
              note.path("pid").asLong(),
              note.path("admin").asString(""),
              note.path("config").asString(""),
              note.path("since").asString(""),
              note.path("upgrade").asString("")));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
