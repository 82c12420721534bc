package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.SourceSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionsTest {
  private static final String FILE =
      """
      version: 1
      listeners:
        web:
          bind: ["127.0.0.1:8080", "127.0.0.1:8081"]
          routes:
            - { path: /a/, pool: api }
            - pool: v1.api
              timeout: 3s
      pools:
        api:
          servers:
            a: "10.0.0.1:80"
            b: { address: "10.0.0.2:80", weight: 2 }
          health:
            readiness:
              http: /health
              fall: 5
        v1:
          servers: { a: "10.0.0.3:80" }
          health: /health
        v1.api:
          servers: { a.b: "10.0.0.3:80" }
          health: ${CHECK:-/h}
      """;

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    // values, where they are written on the key's line
    "pools.api.health.readiness.http, 16:15",
    "pools.api.health.readiness.fall, 17:15",
    "pools.api.servers.b.weight, 13:44",
    "version, 1:10",
    // keys, where the value is a section of its own
    "pools.api, 10:3",
    "pools.api.servers, 11:5",
    "pools.api.servers.b, 13:7",
    "listeners.web.routes, 5:5",
    // short forms answer for what they stand for
    "pools.v1.health, 20:13",
    "pools.v1.health.readiness.http, 20:13",
    "pools.api.servers.a.weight, 12:10",
    "pools.v1.api.health.readiness.http, 23:13",
    // indexes
    "listeners.web.bind[1], 4:30",
    "listeners.web.routes[0].pool, 6:28",
    "listeners.web.routes[1], 7:9",
    "listeners.web.routes[1].timeout, 8:18",
    // names with dots: the longest that fits
    "pools.v1.api, 21:3",
    "pools.v1.api.servers.a.b, 22:21",
    // what is not written: the nearest around it
    "pools.api.health.readiness.timeout, 15:7",
    "pools.api.health.liveness.tcp, 14:5",
    "pools.api.servers.gone.weight, 11:5",
    "pools.gone.servers.a, 9:1",
    "listeners.web.routes[2].pool, 5:5",
    "listeners.web.routes[-1], 5:5",
    "listeners.web.routes[99999999999], 5:5",
    "listeners.web.routes[x, 5:5",
    "pools.ap, 9:1",
    "admin.bind, 1:1",
    "'', 1:1",
  })
  void pointsAtWhatIsWritten(String path, String place) {
    assertThat(read(FILE).positions().at(path).toString()).isEqualTo("evenkeel.yaml:" + place);
  }

  @Test
  void includedFilesAreNamed(@TempDir Path folder) throws IOException {
    Path main = folder.resolve("evenkeel.yaml");
    Path more = folder.resolve("more.yaml");
    Files.writeString(
        main,
        """
        version: 1
        include: [more.yaml]
        listeners: { web: { bind: "127.0.0.1:80", routes: [ { pool: api } ] } }
        pools: { api: { servers: { a: "10.0.0.1:80" } } }
        """);
    Files.writeString(more, "pools:\n  web: { servers: { a: \"10.0.0.1:80\" }, health: /up }\n");
    Positions positions = new ConfigReader(Map.of()).read(main).positions();
    assertThat(positions.at("pools.web.health.readiness.http"))
        .isEqualTo(new SourceSpan(more.toString(), 2, 49, 3));
    assertThat(positions.at("pools.api.servers.a"))
        .isEqualTo(new SourceSpan(main.toString(), 4, 31, 13));
  }

  @Test
  void aFileThatCannotBeReadIsPointedAtAsAWhole(@TempDir Path folder) {
    Path none = folder.resolve("none.yaml");
    assertThat(new ConfigReader(Map.of()).read(none).positions().at("pools.api"))
        .isEqualTo(new SourceSpan(none.toString(), 1, 1, 1));
    assertThat(read("pools: [").positions().at("pools.api").toString())
        .isEqualTo("evenkeel.yaml:1:1");
  }

  private static ReadResult read(String text) {
    return new ConfigReader(Map.of())
        .readText("evenkeel.yaml", text.getBytes(StandardCharsets.UTF_8));
  }
}
