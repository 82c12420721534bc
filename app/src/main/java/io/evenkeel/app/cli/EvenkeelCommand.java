package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenkeel} itself: prints the help, knows the commands and how each failure ends. */
@Command(
    name = "evenkeel",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "An HTTP load balancer that refuses the change that would take you down.",
    footer = {
      "",
      "Begin with:  evenkeel demo",
      "Then:        evenkeel validate FILE, evenkeel run --config FILE, evenkeel status",
      "To change:   evenkeel plan FILE, evenkeel apply FILE, evenkeel rollback"
    })
public final class EvenkeelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the command line on this process's streams and returns the exit status. */
  public static int execute(String... args) {
    return execute(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        args);
  }

  /** The same with streams of the caller's. */
  public static int execute(PrintWriter out, PrintWriter err, String... args) {
    return execute(Terminal::ofProcess, out, err, args);
  }

  /** The same on a terminal of the caller's. */
  static int execute(
      Supplier<Terminal> terminals, PrintWriter out, PrintWriter err, String... args) {
    LaterCommands.Later later = args.length == 0 ? null : LaterCommands.find(args[0]);
    if (later != null) {
      err.println("evenkeel " + args[0] + ": not available yet: " + later.what());
      return ExitCode.USAGE;
    }
    CommandLine line = args.length == 0 ? null : only(args[0], terminals);
    return (line == null ? all(terminals) : line).setOut(out).setErr(err).execute(args);
  }

  /** With every command there is: for the help and for suggestions. */
  static CommandLine all(Supplier<Terminal> terminals) {
    CommandLine line = new CommandLine(new EvenkeelCommand());
    for (String name : CommandTable.NAMES) {
      add(line, name, Objects.requireNonNull(CommandTable.create(name, terminals), name));
    }
    return ready(line);
  }

  /** With the command of that name alone; null when there is none. */
  private static @Nullable CommandLine only(String name, Supplier<Terminal> terminals) {
    Callable<Integer> command = CommandTable.create(name, terminals);
    if (command == null) {
      return null;
    }
    CommandLine line = new CommandLine(new EvenkeelCommand());
    add(line, name, command);
    return ready(line);
  }

  private static void add(CommandLine line, String name, Callable<Integer> command) {
    CommandLine added = new CommandLine(command);
    if (command instanceof HandCommand hand) {
      added.getCommandSpec().usageMessage().description(hand.description());
    }
    addHelp(added);
    line.addSubcommand(name, added);
  }

  private static CommandLine ready(CommandLine line) {
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false);
    addHelp(line);
    line.setParameterExceptionHandler(EvenkeelCommand::wrongUsage);
    line.setExecutionExceptionHandler(EvenkeelCommand::failed);
    return line;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Help: " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult result) {
    return CommandEnd.of(e, line.getErr());
  }
}
