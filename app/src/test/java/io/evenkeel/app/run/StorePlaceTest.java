package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorePlaceTest {
  private static final Map<String, String> ENV = Map.of("XDG_STATE_HOME", "/x");

  @Test
  void whereTheFileSays() {
    assertThat(place("/etc/evenkeel.yaml", "state: /srv/state\n")).isEqualTo(Path.of("/srv/state"));
  }

  /** Several balancers of one user share the platform's folder. */
  @Test
  void elseOneForEachFile() {
    Path one = place("/etc/evenkeel.yaml", "");
    Path other = place("/home/ana/evenkeel.yaml", "");
    assertThat(one.getParent()).isEqualTo(Path.of("/x/evenkeel"));
    assertThat(String.valueOf(one.getFileName())).matches("evenkeel\\.yaml-[0-9a-f]{8}");
    assertThat(other).isNotEqualTo(one).hasParentRaw(Path.of("/x/evenkeel"));
    assertThat(place("/etc/./a/../evenkeel.yaml", "")).isEqualTo(one);
    assertThat(String.valueOf(place("/etc/ev en\u00fc:keel.yaml", "").getFileName()))
        .matches("ev_en__keel\\.yaml-[0-9a-f]{8}");
  }

  @Test
  void aFileThatCannotBeReadIsLookedForWhereItMostLikelyIs() {
    assertThat(place("/etc/evenkeel.yaml", "state: [")).isEqualTo(place("/etc/evenkeel.yaml", ""));
  }

  private static Path place(String file, String more) {
    String text =
        """
        version: 1
        listeners: { web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] } }
        pools: { api: { servers: { a: "10.0.0.1:80" } } }
        """
            + more;
    ReadResult read =
        new ConfigReader(Map.of()).readText(file, text.getBytes(StandardCharsets.UTF_8));
    return StorePlace.of(
        new Reading(read, "", "", List.of()),
        new RunOptions(Path.of(file), false, Duration.ZERO, ENV));
  }
}
