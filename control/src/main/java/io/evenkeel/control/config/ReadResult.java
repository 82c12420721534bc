package io.evenkeel.control.config;

import io.evenkeel.core.change.Finding;
import io.evenkeel.core.model.Config;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file says, or why it cannot be used.
 *
 * @param config not null exactly when no finding is an error
 * @param findings errors and warnings, file by file in the order of the text
 * @param sources the texts that were read, for printing findings
 * @param positions of what they say, for findings that come later; keeps the whole tree, so it is
 *     not to be kept for long
 */
public record ReadResult(
    @Nullable Config config, List<Finding> findings, SourceTexts sources, Positions positions) {
  public ReadResult {
    findings = List.copyOf(findings);
    boolean hasErrors = findings.stream().anyMatch(Finding::isError);
    if ((config == null) != hasErrors) {
      throw new IllegalArgumentException(
          "config: " + (config == null ? "none" : "one") + ", errors: " + hasErrors);
    }
  }
}
