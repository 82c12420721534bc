package io.evenkeel.app.cli;

import java.io.PrintWriter;

/** How a command ends that throws. */
final class CommandEnd {
  private CommandEnd() {}

  /** Prints why, for people; returns the exit status. */
  static int of(Exception e, PrintWriter err) {
    if (e instanceof CommandFailure failure) {
      err.println("evenkeel: " + failure.getMessage());
      return failure.exitCode();
    }
    err.println("evenkeel: internal failure, please report it:");
    e.printStackTrace(err);
    return ExitCode.FAILURE;
  }
}
