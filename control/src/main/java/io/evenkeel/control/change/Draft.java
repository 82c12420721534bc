package io.evenkeel.control.change;

import io.evenkeel.control.config.Positions;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Revision.SourceFile;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.model.Config;
import java.util.List;

/**
 * A proposed configuration that can be used: its texts and what they say.
 *
 * @param files as read, the main file first, names absolute
 */
record Draft(List<SourceFile> files, Config config, Positions positions) {
  /**
   * What was read.
   *
   * @throws ChangeRefused when it cannot be used
   */
  static Draft of(ReadResult read) throws ChangeRefused {
    Config config = read.config();
    if (config == null) {
      Finding first = read.findings().stream().filter(Finding::isError).findFirst().orElseThrow();
      throw new ChangeRefused(
          ChangeRefused.Kind.INVALID,
          first.where() + ": " + first.code() + ": " + first.message(),
          read.findings());
    }
    return new Draft(Texts.of(read), config, read.positions());
  }

  String hash() {
    return Revision.hashOf(files);
  }
}
