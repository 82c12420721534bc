package io.evenkeel.app;

import io.evenkeel.app.cli.EvenkeelCommand;
import io.evenkeel.app.cli.PlainRun;
import io.evenkeel.app.run.RunOptions;

/** main(): the command line decides what happens. */
public final class Main {
  private Main() {}

  /** Ends the JVM with the command's exit status. */
  public static void main(String[] args) {
    RunOptions plain = PlainRun.options(System.getenv(), args);
    System.exit(plain == null ? EvenkeelCommand.execute(args) : PlainRun.run(plain));
  }
}
