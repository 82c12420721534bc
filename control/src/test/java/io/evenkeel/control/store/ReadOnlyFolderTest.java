package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.evenkeel.control.store.Revision.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyFolderTest {
  @TempDir Path folder;

  private void allow(String rights) throws IOException {
    for (String name : new String[] {"", "tmp", "revisions", "plans"}) {
      Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(rights));
    }
  }

  @Test
  void aFolderWithoutTheRightToWriteIsReadAndTheRightIsNoticed() throws Exception {
    try (Store store = Store.open(folder)) {
      store.record(Samples.revision(1, Outcome.COMMITTED, ""), Samples.entry("first", "", 1));
    }
    Files.delete(folder.resolve("lock"));
    allow("r-x------");
    assumeFalse(Files.isWritable(folder), "root may write everywhere: see DiskFullTest instead");
    try (Store store = Store.open(folder)) {
      assertThat(store.state().why()).contains("Permission denied");
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(1);

      allow("rwx------");

      assertThat(store.recheck().why()).isEmpty();
    }
  }
}
