package io.evenkeel.app.cli;

import io.evenkeel.app.cli.Proposing.Judged;
import io.evenkeel.app.cli.text.NextCommands;
import io.evenkeel.app.cli.text.PlanView;
import io.evenkeel.app.cli.text.RolloutProgress;
import io.evenkeel.app.cli.text.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code evenkeel apply}: a change, step by step, undone by itself when it does harm. */
@Command(
    name = "apply",
    description = "Change what is served: judged first, then in stages, undone when it does harm.",
    footer = {
      "",
      "Ctrl-C ends the watching only: the rollout goes on in the balancer.",
      "Exit 0: done, or nothing to change; 3: refused; 5: waiting for approval; 6: rolled back."
    })
final class ApplyCommand extends AdminCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The configuration (default: the one of --config).")
  private @Nullable Path file;

  @Option(
      names = "--plan",
      paramLabel = "ID",
      description = "Exactly this plan, or watch it when it is being applied.")
  private @Nullable String planned;

  @Option(names = "--yes", description = "Do not ask; where nobody else approves, you do.")
  private boolean yes;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  @Option(
      names = "--confirm-within",
      paramLabel = "TIME",
      converter = DemoCommand.Seconds.class,
      description = "Undone unless confirmed in this time, even if you lose the network: 5m.")
  private @Nullable Duration confirmWithin;

  @Option(
      names = "--break-glass",
      description = "Past a refusal, a freeze and missing approvals. Alarmed; needs --reason.")
  private boolean breakGlass;

  @Option(names = "--detach", description = "Do not wait for the end.")
  private boolean detach;

  ApplyCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  void prepare(GlobalOptions global) throws CommandFailure {
    if (file != null && planned != null) {
      throw wrongUsage("one of FILE and --plan ID");
    }
    if (breakGlass && reason.isBlank()) {
      throw wrongUsage("--break-glass needs --reason \"…\": it is recorded and alarmed");
    }
    if (file != null) {
      global.useConfig(file);
    }
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    Proposing proposing = new Proposing(this, client);
    Judged judged = planned != null ? proposing.find(planned) : proposing.propose(reason);
    PlanView plan = judged.plan();
    NextCommands commands = options().nextCommands(planned != null ? "" : shownFile());
    Following following = new Following(this, client, commands);
    if (plan.isBeingApplied()) {
      return ended(judged, following.toTheEnd(following.present(plan.id())));
    }
    if (!options().json()) {
      judged.text().print(plan, out());
    }
    int status = PlanCommand.exitCode(plan);
    boolean mayBegin = breakGlass ? !plan.isEmpty() : status == ExitCode.CHANGES;
    if (!mayBegin || !plan.isOpen()) {
      if (!options().json()) {
        judged.text().printNext(plan, out());
      }
      return notBegun(judged, status);
    }
    if (!agreed(plan)) {
      out().println("Nothing has changed.");
      return ExitCode.FAILURE;
    }
    RolloutProgress begun = RolloutProgress.of(begin(client, plan));
    return ended(judged, detach ? following.detached(begun) : following.toTheEnd(begun));
  }

  private String shownFile() {
    return options().configFile().toString();
  }

  /**
   * On a terminal one is asked; in a script, having typed the command is enough for a safe plan.
   */
  private boolean agreed(PlanView plan) {
    if (yes || options().json() || !terminal().isInteractive()) {
      return true;
    }
    out().println();
    yes =
        terminal()
            .agrees(plan.isRefused() ? "Apply it although it is REFUSED?" : "Apply it?", out());
    return yes;
  }

  private JsonNode begin(AdminClient client, PlanView plan) throws CommandFailure {
    ObjectNode body = body().put("yes", yes).put("breakGlass", breakGlass).put("reason", reason);
    if (confirmWithin != null) {
      body.put("confirmWithin", confirmWithin.toSeconds() + "s");
    }
    return client.post(
        AdminClient.path("plans", plan.id(), "apply"), body, AdminClient.PATIENCE_FOR_PLANS);
  }

  private int notBegun(Judged judged, int status) {
    if (options().json()) {
      out().println(document(judged, null));
    }
    return status;
  }

  private int ended(Judged judged, RolloutProgress end) {
    if (options().json()) {
      out().println(document(judged, end));
    }
    return end.isRolledBack() ? ExitCode.ROLLED_BACK : ExitCode.OK;
  }

  private static JsonNode document(Judged judged, @Nullable RolloutProgress end) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("plan", judged.json());
    document.set(
        "rollout", end == null ? JsonNodeFactory.instance.nullNode() : Following.json(end));
    return document;
  }
}
