package io.evenkeel.app.run;

import io.evenkeel.core.model.Config;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of the configuration gave.
 *
 * @param config null: there are errors
 * @param firstError the first error in one line; empty without errors
 * @param printed all findings as text for people; empty when there are none
 * @param files what to watch: the file, what it includes, and the folders of the latter
 */
record Reading(@Nullable Config config, String firstError, String printed, List<Path> files) {}
