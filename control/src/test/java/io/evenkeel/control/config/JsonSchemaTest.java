package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** Editors that use the schema agree with the reader. */
class JsonSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ConfigSchema.json());

  @Test
  void everyValidFileValidates() {
    Corpus.valid().forEach((name, yaml) -> assertThat(errors(yaml)).as(name).isEmpty());
  }

  @Test
  void variablesMayStandForNumbers() {
    assertThat(
            errors(
                "version: 1\nlisteners: {}\npools: { a: { servers: { x: { address: \"${A}\","
                    + " weight: \"${W:-1}\" } } } }"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listeners: {}",
        "{ version: 2, listeners: {} }",
        "{ version: 1 }",
        "{ version: 1, listeners: [] }",
        "{ version: 1, listeners: {}, listener: {} }",
        "{ version: 1, listeners: {}, alerts: {} }",
        "{ version: 1, listeners: {}, changes: { approvals: none } }",
        "{ version: 1, listeners: {}, changes: { freeze: [ Fri ] } }",
        "{ version: 1, listeners: {}, changes: { freeze: [ Fri 25:00 - Mon 08:00 UTC ] } }",
        "{ version: 1, listeners: {}, changes: { rollback-on: { p99: 3 } } }",
        "{ version: 1, listeners: {}, admin: { users: { ana: { role: admin } } } }",
        "{ version: 1, listeners: {}, admin: { users: { a: { role: admin, token-sha256: no } } } }",
        "{ version: 1, listeners: { web: { bind: 80, routes: [] } } }",
        "{ version: 1, listeners: { web: { bind: localhost, routes: [] } } }",
        "{ version: 1, listeners: { web: { bind: 'a:80' } } }",
        "{ version: 1, listeners: { web: { bind: 'a:80', routes: [ { path: a } ] } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, balance: magic } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, health: health } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, slow-start: 5 } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, guards: { min-healthy: 1 } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: { b: { weight: 1 } } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: { b: { address: 'c:1', weight: -1 } } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, retries: { attempts: two } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, retries: { on: [404] } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, retries: { on: [conect] } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, outliers: on } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, hedge: { after: 95% } } } }",
        "{ version: 1, listeners: {}, pools: { a: { servers: {}, circuit-breaker: { slow: 5 } } } }",
        "{ version: 1, listeners: { web: { bind: 'a:80', routes: [ { pool: a, priority: 1 } ] } } }",
        "{ version: 1, listeners: { web: { bind: 'a:80', routes: [ { pool: a, rate-limit: 5 } ] } } }"
      })
  void brokenFilesDoNot(String yaml) {
    assertThat(errors(yaml)).isNotEmpty();
  }

  private static List<Error> errors(String yaml) {
    Object data = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    assertThat(data).isInstanceOf(Map.class);
    String json = JsonMapper.builder().build().writeValueAsString(data);
    return SCHEMA.validate(json, InputFormat.JSON);
  }
}
