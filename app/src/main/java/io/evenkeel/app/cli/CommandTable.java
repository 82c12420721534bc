package io.evenkeel.app.cli;

import io.evenkeel.app.cli.HandCommand.Hand;
import io.evenkeel.app.cli.text.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands there are.
 *
 * <p>A command is made when it is named, all of them only for the help: picocli reads the
 * annotations of every command it is given, which costs each start some milliseconds per command.
 */
final class CommandTable {
  /** In the order of the help. */
  static final List<String> NAMES =
      List.of(
          "run",
          "upgrade",
          "demo",
          "validate",
          "plan",
          "apply",
          "approve",
          "reject",
          "confirm",
          "rollback",
          "history",
          "diff",
          "drift",
          "freeze",
          "unfreeze",
          "audit",
          "status",
          "drain",
          "ready",
          "maintenance",
          "force-healthy",
          "breaker",
          "schema",
          "completion",
          "version",
          "train-aot",
          "demo-server");

  private CommandTable() {}

  /** A new command of that name; null when there is none. */
  static @Nullable Callable<Integer> create(String name, Supplier<Terminal> terminals) {
    return switch (name) {
      case "run" -> new RunCommand();
      case "upgrade" -> new UpgradeCommand();
      case "demo" -> new DemoCommand();
      case "validate" -> new ValidateCommand();
      case "status" -> new StatusCommand();
      case "drain" -> new HandCommand(Hand.DRAIN, terminals);
      case "ready" -> new HandCommand(Hand.READY, terminals);
      case "maintenance" -> new HandCommand(Hand.MAINTENANCE, terminals);
      case "force-healthy" -> new HandCommand(Hand.FORCE_HEALTHY, terminals);
      case "breaker" -> new BreakerCommand(terminals);
      case "schema" -> new SchemaCommand();
      case "completion" -> new CompletionCommand();
      case "version" -> new VersionCommand();
      case "train-aot" -> new TrainCommand();
      case "demo-server" -> new DemoServerCommand();
      default -> ofChanges(name, terminals);
    };
  }

  private static @Nullable Callable<Integer> ofChanges(String name, Supplier<Terminal> terminals) {
    return switch (name) {
      case "plan" -> new PlanCommand(terminals);
      case "apply" -> new ApplyCommand(terminals);
      case "approve" -> new ApproveCommand(terminals);
      case "reject" -> new RejectCommand(terminals);
      case "confirm" -> new ConfirmCommand(terminals);
      case "rollback" -> new RollbackCommand(terminals);
      case "history" -> new HistoryCommand(terminals);
      case "diff" -> new DiffCommand(terminals);
      case "drift" -> new DriftCommand(terminals);
      case "freeze" -> new FreezeCommand(terminals);
      case "unfreeze" -> new UnfreezeCommand(terminals);
      case "audit" -> new AuditCommand(terminals);
      default -> null;
    };
  }
}
