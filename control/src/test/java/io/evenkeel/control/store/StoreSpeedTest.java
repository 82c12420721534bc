package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.store.Revision.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSpeedTest {
  @TempDir(factory = QuickFolder.class)
  Path folder;

  /** Texts are read when asked for: otherwise this were 100 MB. The best of some counts. */
  @Test
  void aHundredRevisionsOfAMegabyteOpenInATenthOfASecond() throws StoreFailure {
    String text = "# sixteen bytes\n".repeat(1 << 16);
    try (Store store = Store.open(folder, Retention.DEFAULT)) {
      for (int number = 1; number <= 100; number++) {
        Revision revision = Samples.revision(number, Outcome.COMMITTED, "");
        store.record(
            revision.withFiles(List.of(new Revision.SourceFile("/etc/evenkeel.yaml", text))),
            Samples.entry("record", "", number));
      }
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      long start = System.nanoTime();
      try (Store store = Store.open(folder, Retention.DEFAULT)) {
        best = Math.min(best, System.nanoTime() - start);
        assertThat(store.revisions()).hasSize(100);
        assertThat(store.lastGood().orElseThrow().files().getFirst().text()).isEqualTo(text);
      }
    }
    assertThat(best / 1_000_000).as("milliseconds").isLessThan(100);
  }
}
