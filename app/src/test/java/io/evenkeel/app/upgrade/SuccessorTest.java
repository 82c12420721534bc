package io.evenkeel.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessorTest {
  private static final List<String> OWN =
      List.of(
          "/jdk/bin/java",
          "-Xmx1g",
          "-cp",
          "a.jar:b.jar",
          "io.evenkeel.app.Main",
          "run",
          "--config",
          "x.yaml");

  @Test
  void theLauncherFindsJarsAndFlagsAnew() throws IOException {
    assertThat(Successor.command(OWN, "/opt/evenkeel/bin/evenkeel"))
        .containsExactly("/opt/evenkeel/bin/evenkeel", "run", "--config", "x.yaml", "--take-over");
  }

  @Test
  void withoutALauncherItIsTheSameCommandAgain() throws IOException {
    List<String> heir = Successor.command(OWN, null);
    assertThat(heir).startsWith(OWN.toArray(String[]::new)).endsWith("--take-over");
    assertThat(Successor.command(heir, null)).as("and once only").isEqualTo(heir);
  }

  @Test
  void aProcessOfAnotherKindIsNotRepeated() {
    assertThatThrownBy(() -> Successor.command(List.of("java", "-jar", "other.jar"), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("io.evenkeel.app.Main");
  }
}
