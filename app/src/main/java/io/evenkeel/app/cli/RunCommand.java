package io.evenkeel.app.cli;

import io.evenkeel.app.run.RunOptions;
import io.evenkeel.app.run.RunningBalancer;
import io.evenkeel.app.run.StartFailure;
import io.evenkeel.app.run.Wiring;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel run}: the balancer in the foreground. */
@Command(
    name = "run",
    description = "Run the balancer in the foreground.",
    footer = {
      "",
      "Signals: TERM, INT  drain and stop (a second one ends at once)",
      "         HUP        read the configuration again; with errors the old one stays"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(names = "--watch", description = "Read the configuration again whenever it changes.")
  private boolean watch;

  @Option(
      names = "--take-over",
      description =
          "Take over listening sockets, health and state from the balancer that runs with the same"
              + " state folder, which then drains; start as usual when there is none.")
  private boolean takeOver;

  @Option(
      names = "--drain-for",
      paramLabel = "SECONDS",
      description = "How long requests in flight may take at the end (default: ${DEFAULT-VALUE}).",
      defaultValue = "30")
  private int drainSeconds = 30;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    return run(options());
  }

  /** What was asked for. */
  RunOptions options() {
    return new RunOptions(
        options.configFile(),
        watch,
        Duration.ofSeconds(drainSeconds),
        System.getenv(),
        takeOver ? RunOptions.Upgrading.TAKES_OVER : RunOptions.Upgrading.OFFERED);
  }

  /** Returns when it was stopped. */
  static int run(RunOptions options) throws CommandFailure, InterruptedException {
    start(options).awaitStop();
    return ExitCode.OK;
  }

  static RunningBalancer start(RunOptions run) throws CommandFailure {
    try {
      return Wiring.start(run);
    } catch (StartFailure e) {
      throw new CommandFailure(
          e.isConfiguration() ? ExitCode.REFUSED : ExitCode.FAILURE, e.reason());
    }
  }
}
