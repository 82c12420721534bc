package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  private static final long PID = ProcessHandle.current().pid();

  @Test
  void whatIsWrittenIsFoundUntilItIsRemoved(@TempDir Path folder) throws IOException {
    StateFolder state = new StateFolder(folder.resolve("deep/er"));
    RunNote note = new RunNote(PID, "http://127.0.0.1:9900", "/etc/x.yaml", "2026-01-01T00:00:00Z");
    state.write(note);
    assertThat(state.running()).containsExactly(note);
    state.remove(PID);
    assertThat(state.running()).isEmpty();
  }

  @Test
  void notesOfTheDeadAndNonsenseAreNotFound(@TempDir Path folder) throws IOException {
    StateFolder state = new StateFolder(folder);
    state.write(new RunNote(Long.MAX_VALUE, "http://127.0.0.1:1", "x", "2026-01-01T00:00:00Z"));
    Files.writeString(folder.resolve("run/1.json"), "{ half");
    assertThat(state.running()).isEmpty();
  }

  @Test
  void thePlaceFollowsTheConfigurationThenSystemdThenTheUser() {
    Map<String, String> env = Map.of("XDG_STATE_HOME", "/x", "HOME", "/h");
    assertThat(StateFolder.of("/written", env)).hasToString("/written");
    assertThat(StateFolder.of("", Map.of("STATE_DIRECTORY", "/var/lib/evenkeel:/b")))
        .hasToString("/var/lib/evenkeel");
    assertThat(StateFolder.of("", env)).hasToString("/x/evenkeel");
    assertThat(StateFolder.of("", Map.of("HOME", "/h"))).hasToString("/h/.local/state/evenkeel");
  }
}
