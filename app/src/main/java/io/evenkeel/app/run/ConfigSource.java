package io.evenkeel.app.run;

import io.evenkeel.core.model.Config;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the configuration comes from. Called by one thread at a time. */
interface ConfigSource {
  /**
   * What one reading gave.
   *
   * @param config null: there are errors
   * @param firstError the first error in one line; empty without errors
   * @param printed all findings as text for people; empty when there are none
   * @param files the file and what it includes, as far as it could be read
   */
  record Reading(@Nullable Config config, String firstError, String printed, List<Path> files) {}

  Reading read();
}
