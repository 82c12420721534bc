package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.control.change.Texts;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.model.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served first: the file, or the last good revision. */
class OpeningTest {
  private static final String TEXT =
      """
      version: 1
      zone: a
      listeners: { web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] } }
      pools: { api: { servers: { a: "10.0.0.1:80" } } }
      """;

  private final Path folder;
  private ConfigReader reader = new ConfigReader(Map.of());
  private Path file;
  private final Store store;

  OpeningTest(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("evenkeel.yaml");
    store = Store.open(folder.resolve("state"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theFileWhereNothingElseIsKnown() throws Exception {
    Reading reading = written(TEXT);
    assertThat(open(reading)).isEqualTo(new Opening(config(reading), 1, false, false, ""));
  }

  @Test
  void anUnusableFileWhereNothingElseIsKnownIsNoStart() throws Exception {
    Reading reading = written("version: [");
    assertThatThrownBy(() -> open(reading))
        .isInstanceOf(StartFailure.class)
        .matches(e -> ((StartFailure) e).isConfiguration());
  }

  @Test
  void theFileThatIsTheLastGoodRevisionWithAnotherComment() throws Exception {
    record(1, Outcome.COMMITTED, written(TEXT));
    Reading reading = written("# by ana\n" + TEXT);
    assertThat(open(reading)).isEqualTo(new Opening(config(reading), 1, true, false, ""));
  }

  @Test
  void theLastGoodRevisionUntilAnotherFileHasPassedTheGates() throws Exception {
    Reading good = written(TEXT);
    record(1, Outcome.COMMITTED, good);
    Reading edited = written(TEXT.replace("zone: a", "zone: b"));
    assertThat(open(edited)).isEqualTo(new Opening(config(good), 1, true, true, ""));
  }

  @Test
  void theLastGoodRevisionForAFileThatCannotBeUsed() throws Exception {
    Reading good = written(TEXT);
    record(1, Outcome.COMMITTED, good);
    Opening opening = open(written(TEXT + "nonsense: 1\n"));
    assertThat(opening.config()).isEqualTo(config(good));
    assertThat(opening.differs()).isFalse();
    assertThat(opening.alarm()).startsWith("the file cannot be used: ").contains("nonsense");
  }

  @Test
  void whatWasRolledBackIsNotGood() throws Exception {
    Reading good = written(TEXT);
    record(1, Outcome.COMMITTED, good);
    Reading bad = written(TEXT.replace("zone: a", "zone: b"));
    record(2, Outcome.ROLLED_BACK, bad);
    assertThat(open(bad)).isEqualTo(new Opening(config(good), 1, true, true, ""));
  }

  /** A folder named by {@code state} in two files, or a file that was moved. */
  @Test
  void revisionsOfAnotherFileSayNothingAboutThisOne() throws Exception {
    record(1, Outcome.COMMITTED, written(TEXT));
    file = folder.resolve("other.yaml");
    Reading other = written(TEXT.replace("zone: a", "zone: b"));
    assertThat(open(other)).isEqualTo(new Opening(config(other), 2, false, false, ""));
  }

  /** Good once, with a variable that is gone. */
  @Test
  void aRevisionThatCannotBeReadAnyMoreGivesWayToTheFile() throws Exception {
    reader = new ConfigReader(Map.of("ZONE", "a"));
    record(1, Outcome.COMMITTED, written(TEXT.replace("zone: a", "zone: ${ZONE}")));
    reader = new ConfigReader(Map.of());
    Reading reading = written(TEXT);
    assertThat(open(reading)).isEqualTo(new Opening(config(reading), 2, false, false, ""));
  }

  private Opening open(Reading reading) throws StartFailure {
    return Opening.of(reading, store, reader);
  }

  private Reading written(String text) throws IOException {
    Files.writeString(file, text);
    ReadResult read = reader.read(file);
    String error =
        read.findings().stream()
            .filter(Finding::isError)
            .map(Finding::message)
            .findFirst()
            .orElse("");
    return new Reading(read, error, error, List.of(file));
  }

  private static Config config(Reading reading) {
    return Objects.requireNonNull(reading.result().config());
  }

  private void record(long number, Outcome outcome, Reading reading) throws StoreFailure {
    List<Revision.SourceFile> files = Texts.of(reading.result());
    store.record(
        new Revision(
            number,
            Instant.EPOCH,
            "ana",
            "",
            "",
            List.of(),
            outcome,
            "",
            Revision.hashOf(files),
            files),
        new AuditEntry(Instant.EPOCH, "ana", "test", "it", "", "", number, "ok"));
  }
}
