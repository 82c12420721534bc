package io.evenkeel.app.cli;

/** Exit statuses: scripts rely on them, so a meaning never changes. */
final class ExitCode {
  /** Done, or nothing to do. */
  static final int OK = 0;

  /** Cannot reach something, or an internal failure. */
  static final int FAILURE = 1;

  /** Wrong usage; also a command that does not exist yet. */
  static final int USAGE = 2;

  /** The configuration has errors. */
  static final int INVALID = 3;

  /** The question was answered, and the answer is bad news. */
  static final int BAD_NEWS = 7;

  private ExitCode() {}
}
