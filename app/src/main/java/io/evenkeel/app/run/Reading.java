package io.evenkeel.app.run;

import io.evenkeel.control.config.ReadResult;
import java.nio.file.Path;
import java.util.List;

/**
 * What one reading of the configuration gave.
 *
 * @param firstError the first error in one line; empty without errors
 * @param printed all findings as text for people; empty when there are none
 * @param files what to watch: the file, what it includes, and the folders of the latter
 */
record Reading(ReadResult result, String firstError, String printed, List<Path> files) {}
