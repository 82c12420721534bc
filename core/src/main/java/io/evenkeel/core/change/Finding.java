package io.evenkeel.core.change;

import java.util.List;

/**
 * One thing that is wrong, or may be.
 *
 * @param code stable name of the kind of finding, such as {@code EK1203}
 * @param path of the configuration, such as {@code pools.api.health}; empty: the whole file
 * @param where the offending value or key
 * @param message what is wrong, with the value in it; one line
 * @param evidence what it was concluded from, a line each; often empty
 * @param help what to do; empty when there is nothing to add
 */
public record Finding(
    String code,
    Severity severity,
    String path,
    SourceSpan where,
    String message,
    List<String> evidence,
    String help) {
  public Finding {
    evidence = List.copyOf(evidence);
  }

  /** Whether this keeps the configuration from being used. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
