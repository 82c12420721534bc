package io.evenkeel.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Role;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description says what the table does, and the other way round. */
class OpenApiTest {
  private static final JsonNode PATHS = ApiSchema.DOCUMENT.path("paths");

  @Test
  void everyOperationIsDescribedAndEveryDescribedOneExists() throws IOException {
    Set<String> described = new TreeSet<>();
    PATHS
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(m -> described.add(m.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    Set<String> there = new TreeSet<>();
    operations().all().forEach(operation -> there.add(operation.toString()));
    assertThat(described).isEqualTo(there);
  }

  @Test
  void roleParametersBodyAndAnswersAreDescribed() throws IOException {
    for (Operation operation : operations().all()) {
      String method = operation.method().toLowerCase(Locale.ROOT);
      JsonNode said = PATHS.path(operation.path().text()).path(method);
      assertThat(said.path("summary").asString("")).as("%s", operation).isNotBlank();
      assertThat(said.path("responses").path("200").isObject()).as("%s", operation).isTrue();
      assertThat(said.has("requestBody")).as("%s", operation).isEqualTo(operation.writes());
      Set<String> named = new TreeSet<>();
      said.path("parameters")
          .forEach(p -> {
            String name = resolved(p).path("name").asString("");
            if (resolved(p).path("in").asString("").equals("path")) {
              named.add("{" + name + "}");
            }
          });
      assertThat(operation.path().segments().stream().filter(s -> s.startsWith("{")))
          .as("%s", operation)
          .containsExactlyInAnyOrderElementsOf(named);
      Role needed = operation.needed();
      assertThat(said.path("security").isArray()).as("%s", operation).isEqualTo(needed == null);
      if (needed != null) {
        assertThat(said.path("responses").has("default")).as("%s", operation).isTrue();
      }
      if (operation.path().text().startsWith("/api/v1/") && said.has("description")) {
        assertThat(said.path("description").asString(""))
            .as("%s", operation)
            .isEqualTo("Needs role " + (needed == null ? "none" : needed.word()) + ".");
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    int[] seen = new int[1];
    ApiSchema.DOCUMENT
        .findValues("$ref")
        .forEach(ref -> {
          seen[0]++;
          String pointer = ref.asString("").substring(1);
          assertThat(ApiSchema.DOCUMENT.at(pointer).isMissingNode()).as(pointer).isFalse();
        });
    assertThat(seen[0]).isGreaterThan(50);
  }

  private static JsonNode resolved(JsonNode parameter) {
    String ref = parameter.path("$ref").asString("");
    return ref.isEmpty() ? parameter : ApiSchema.DOCUMENT.at(ref.substring(1));
  }

  private static Operations operations() throws IOException {
    try (AdminDesk desk = new AdminDesk(Map.of(), 0)) {
      return desk.operations(0);
    }
  }
}
