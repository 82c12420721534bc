package io.evenkeel.app.run;

import io.evenkeel.control.change.Texts;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.model.Config;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer begins with: the file when nothing else is known or it is the last good revision;
 * the last good revision when the file differs, until the gates have let it pass, and for good when
 * it cannot be read.
 *
 * @param config to be served first
 * @param revision its number
 * @param isRecorded whether the store has it
 * @param differs whether the file says something else, and can be read
 * @param alarm why the file is not served although it was asked for; empty
 */
record Opening(Config config, long revision, boolean isRecorded, boolean differs, String alarm) {
  /** Throws what is wrong with the file when there is nothing else to serve. */
  static Opening of(Reading reading, Store store, ConfigReader reader) throws StartFailure {
    ReadResult read = reading.result();
    Config inFile = read.config();
    Optional<Revision> lastGood = store.lastGood();
    Config known = lastGood.map(good -> read(good, reader)).orElse(null);
    if (lastGood.isEmpty() || known == null || isOfAnotherFile(lastGood.get(), read)) {
      if (inFile == null) {
        throw new StartFailure(reading.printed(), true);
      }
      return new Opening(inFile, Math.max(1, store.nextNumber()), false, false, "");
    }
    long number = lastGood.get().number();
    if (inFile == null) {
      return new Opening(
          known, number, true, false, "the file cannot be used: " + reading.firstError());
    }
    if (inFile.equals(known)) {
      // As the file has it now: a comment more or less is no change.
      return new Opening(inFile, number, true, false, "");
    }
    return new Opening(known, number, true, true, "");
  }

  /** Null when what was good once is not any more: a variable that is gone, another release. */
  private static @Nullable Config read(Revision good, ConfigReader reader) {
    return good.files().isEmpty() ? null : reader.readTexts(Texts.byName(good.files())).config();
  }

  private static boolean isOfAnotherFile(Revision good, ReadResult read) {
    List<Revision.SourceFile> files = Texts.of(read);
    return !files.isEmpty() && !files.getFirst().name().equals(good.files().getFirst().name());
  }
}
