package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("evenkeel.yaml"), text);
  }

  @Test
  void nothingIsNewAtTheBegin() throws IOException {
    Path file = file("a");
    ConfigWatch watch = new ConfigWatch(() -> List.of(file));
    assertThat(watch.changed()).isFalse();
    assertThat(watch.changed()).isFalse();
  }

  @Test
  void aChangeIsReportedOnceAndOnlyWhenItIsOver() throws IOException {
    Path file = file("a");
    ConfigWatch watch = new ConfigWatch(() -> List.of(file));
    file("ab");
    assertThat(watch.changed()).as("just seen, may go on").isFalse();
    file("abc");
    assertThat(watch.changed()).as("goes on").isFalse();
    assertThat(watch.changed()).as("quiet").isTrue();
    assertThat(watch.changed()).as("known").isFalse();
  }

  @Test
  void aFileReplacedByAnotherOfTheSameSizeIsAChange() throws IOException {
    Path file = file("a");
    ConfigWatch watch = new ConfigWatch(() -> List.of(file));
    Path other = Files.writeString(folder.resolve("other"), "b");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    watch.changed();
    assertThat(watch.changed()).isTrue();
  }

  @Test
  void aFileThatVanishesAndComesBackIsAChange() throws IOException {
    Path file = file("a");
    ConfigWatch watch = new ConfigWatch(() -> List.of(file));
    Files.delete(file);
    watch.changed();
    assertThat(watch.changed()).isTrue();
    file("a");
    watch.changed();
    assertThat(watch.changed()).isTrue();
  }
}
