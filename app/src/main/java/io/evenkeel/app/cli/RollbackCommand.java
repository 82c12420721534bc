package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.RolloutProgress;
import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel rollback}: back to what was served before. */
@Command(
    name = "rollback",
    description = "Go back: stop the rollout under way, or serve an older revision again.")
final class RollbackCommand extends AdminCommand {
  @Parameters(
      paramLabel = "REVISION",
      arity = "0..1",
      description = "From evenkeel history (default: the committed one before).")
  private long revision;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  @Option(names = "--detach", description = "Do not wait for the end.")
  private boolean detach;

  RollbackCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    if (revision < 0) {
      throw wrongUsage("revision " + revision + " (expected: a number of evenkeel history)");
    }
    JsonNode answer =
        client.post(
            AdminClient.path("revisions", Long.toString(revision), "rollback"),
            body().put("reason", reason),
            AdminClient.PATIENCE_FOR_PLANS);
    RolloutProgress begun = RolloutProgress.of(answer);
    if (begun.isOver()) {
      // A rollout under way was undone, or the old revision is served already: as asked.
      if (!printedAsJson(answer)) {
        out().println("back: " + (begun.why().isEmpty() ? begun.stage() : begun.why()));
      }
      return ExitCode.OK;
    }
    Following following = new Following(this, client, options().nextCommands(""));
    RolloutProgress end = detach ? following.detached(begun) : following.toTheEnd(begun);
    printedAsJson(Following.json(end));
    return end.isRolledBack() ? ExitCode.ROLLED_BACK : ExitCode.OK;
  }
}
