package io.evenkeel.app.cli;

import io.evenkeel.app.cli.Proposing.Judged;
import io.evenkeel.app.cli.text.HistoryText;
import io.evenkeel.app.cli.text.PlanView;
import io.evenkeel.app.cli.text.Terminal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel plan}: what a change would do, asked of the real servers. */
@Command(
    name = "plan",
    description = "What the file would change, judged on the real servers. Changes nothing.",
    footer = {
      "",
      "Exit 0: nothing to change; 3: refused, or the file has errors; 4: there are changes and",
      "they may be applied; 5: there are changes and somebody else must approve them first."
    })
final class PlanCommand extends AdminCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The configuration (default: the one of --config).")
  private @Nullable Path file;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for whoever approves it and for the history.")
  private String reason = "";

  @Option(names = "--show", paramLabel = "ID", description = "A plan that was made before.")
  private @Nullable String shown;

  @Option(names = "--list", description = "The plans that are kept, newest first.")
  private boolean list;

  PlanCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  void prepare(GlobalOptions global) throws CommandFailure {
    int questions = (file != null ? 1 : 0) + (shown != null ? 1 : 0) + (list ? 1 : 0);
    if (questions > 1) {
      throw wrongUsage("one of FILE, --show ID and --list");
    }
    if (file != null) {
      global.useConfig(file);
    }
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    if (list) {
      JsonNode plans = client.get(AdminClient.path("plans"));
      if (!printedAsJson(plans)) {
        new HistoryText(terminal(), ZoneId.systemDefault()).plans(plans, out());
      }
      return ExitCode.OK;
    }
    Proposing proposing = new Proposing(this, client);
    Judged judged = shown != null ? proposing.find(shown) : proposing.propose(reason);
    if (!printedAsJson(judged.json())) {
      judged.text().print(judged.plan(), out());
      judged.text().printNext(judged.plan(), out());
    }
    return exitCode(judged.plan());
  }

  static int exitCode(PlanView plan) {
    return switch (plan.fate()) {
      case "open" -> ofOpen(plan);
      case "rolled-back" -> ExitCode.ROLLED_BACK;
      case "rejected" -> ExitCode.REFUSED;
      default -> ExitCode.OK;
    };
  }

  private static int ofOpen(PlanView plan) {
    if (plan.isRefused()) {
      return ExitCode.REFUSED;
    }
    if (plan.isEmpty()) {
      return ExitCode.OK;
    }
    return plan.approvalsMissing() > 0 ? ExitCode.WAITING : ExitCode.CHANGES;
  }
}
