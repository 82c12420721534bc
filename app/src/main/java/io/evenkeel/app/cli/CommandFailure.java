package io.evenkeel.app.cli;

/** A command that ends early, with the line to print and the exit status. */
public sealed class CommandFailure extends Exception permits BalancerRefused {
  private static final long serialVersionUID = 1L;

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
