package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the commands that ask a running balancer have in common. Filled by picocli. */
abstract class AdminCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GlobalOptions options = new GlobalOptions();

  private final Supplier<Terminal> terminals;
  private @Nullable Terminal terminal;

  AdminCommand(Supplier<Terminal> terminals) {
    this.terminals = terminals;
  }

  @Override
  public final Integer call() throws CommandFailure {
    prepare(options);
    try {
      return ask(AdminClient.of(options, System.getenv()));
    } catch (BalancerRefused refused) {
      if (options.json()) {
        out().println(refused.problem());
      }
      throw refused;
    } finally {
      out().flush();
    }
  }

  /** What must be known before a balancer is looked for; nothing by default. */
  void prepare(GlobalOptions global) throws CommandFailure {}

  /** Does it and returns the exit status. */
  abstract int ask(AdminClient client) throws CommandFailure;

  final GlobalOptions options() {
    return options;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Looked at once, and only by those who need it: that costs. */
  final Terminal terminal() {
    if (terminal == null) {
      terminal = terminals.get();
    }
    return terminal;
  }

  final CommandFailure wrongUsage(String message) {
    return new CommandFailure(
        ExitCode.USAGE, message + "\n  help: " + spec.qualifiedName() + " --help");
  }

  /** Prints the answer as it came; whether that was asked for. */
  final boolean printedAsJson(JsonNode answer) {
    if (options.json()) {
      out().println(answer);
    }
    return options.json();
  }

  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }
}
