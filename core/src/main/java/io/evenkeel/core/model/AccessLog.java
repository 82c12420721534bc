package io.evenkeel.core.model;

/** Where a line per request goes. */
public sealed interface AccessLog {
  /** No access log. */
  record None() implements AccessLog {}

  /** JSON lines, appended to a file. */
  record ToFile(String path) implements AccessLog {}

  /** JSON lines on standard output. */
  record ToStdout() implements AccessLog {}
}
