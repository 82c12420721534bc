package io.evenkeel.control.config;

import io.evenkeel.control.config.section.RootKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema (2020-12) of the configuration, for editors. Made from the table of keys; what
 * depends on several keys, only the reader checks.
 */
public final class ConfigSchema {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ConfigSchema() {}

  /** The schema's text, ending with a line break. */
  public static String json() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Evenkeel configuration");
    schema.putAll(RootKeys.SECTION.jsonSchema());
    Map<String, Object> substituted = new LinkedHashMap<>();
    substituted.put("description", "A value with an environment variable in it.");
    substituted.put("type", "string");
    substituted.put("pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}");
    schema.put("$defs", Map.of("substituted", substituted));
    return MAPPER.writeValueAsString(schema) + "\n";
  }
}
