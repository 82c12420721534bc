package io.evenkeel.control.config.document;

import io.evenkeel.core.change.SourceSpan;

/**
 * Where a value stands. Like {@link SourceSpan}, but cheap: one per value of a file of a million.
 */
public record Place(Source source, int line, int column, int length) {
  /** For a finding. */
  public SourceSpan span() {
    return new SourceSpan(source.name(), line, column, length);
  }

  @Override
  public String toString() {
    return source.name() + ":" + line + ":" + column;
  }
}
