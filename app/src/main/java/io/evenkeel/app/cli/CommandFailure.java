package io.evenkeel.app.cli;

/** A command that ends early, with the line to print and the exit status. */
public final class CommandFailure extends Exception {
  private final int exitCode;

  public CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** See {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
