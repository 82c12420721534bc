package io.evenkeel.app;

import io.evenkeel.app.cli.EvenkeelCommand;

/** main(): the command line decides what happens. */
public final class Main {
  private Main() {}

  /** Ends the JVM with the command's exit status. */
  public static void main(String[] args) {
    System.exit(EvenkeelCommand.execute(args));
  }
}
