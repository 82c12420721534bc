package io.evenkeel.control.admin;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of the API's description, to hold against what is really said. */
final class ApiSchema {
  static final JsonNode DOCUMENT = document();

  private ApiSchema() {}

  /** What {@code json} has that the schema of {@code operation}'s answer does not allow. */
  static List<?> errorsOfAnswer(String method, String path, String json) {
    return errors(
        DOCUMENT
            .path("paths")
            .path(path)
            .path(method)
            .path("responses")
            .path("200")
            .path("content")
            .path("application/json")
            .path("schema"),
        json);
  }

  /** The same for a problem. */
  static List<?> errorsOfProblem(String json) {
    return errors(DOCUMENT.path("components").path("schemas").path("Problem"), json);
  }

  private static List<?> errors(JsonNode schema, String json) {
    if (!schema.isObject()) {
      throw new IllegalArgumentException("the description has no schema for it");
    }
    ObjectNode whole = JsonMapper.shared().createObjectNode();
    whole.set("components", DOCUMENT.path("components"));
    whole.set("allOf", JsonMapper.shared().createArrayNode().add(schema));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole.toString())
        .validate(json, InputFormat.JSON);
  }

  private static JsonNode document() {
    try (InputStream in =
        Objects.requireNonNull(AdminServer.class.getResourceAsStream("openapi.json"))) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
