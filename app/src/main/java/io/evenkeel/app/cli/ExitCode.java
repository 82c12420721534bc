package io.evenkeel.app.cli;

/** Exit statuses: scripts rely on them, so a meaning never changes. */
final class ExitCode {
  /** Done, or nothing to do. */
  static final int OK = 0;

  /** Cannot reach something, or an internal failure. */
  static final int FAILURE = 1;

  /** Wrong usage; also a command that does not exist yet. */
  static final int USAGE = 2;

  /** The configuration has errors, or a finding or a guard refuses the change. */
  static final int REFUSED = 3;

  /** Of {@code plan}: there are changes, and they may be applied. */
  static final int CHANGES = 4;

  /** Somebody else has to say yes first. */
  static final int WAITING = 5;

  /** It was applied, and undone by a guard, a missing confirmation or somebody. */
  static final int ROLLED_BACK = 6;

  /** The question was answered, and the answer is bad news. */
  static final int BAD_NEWS = 7;

  private ExitCode() {}
}
