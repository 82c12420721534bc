package io.evenkeel.app.cli.text;

import java.util.List;

/** What to do with a plan, by its state: one sentence and the command to type. */
final class NextSteps {
  private NextSteps() {}

  static List<String> of(PlanView plan, NextCommands commands) {
    return switch (plan.fate()) {
      case "open" -> ofOpen(plan, commands);
      case "applying" ->
          List.of("It is being applied. Watch it:", "  " + commands.apply(plan, false));
      case "applied" -> List.of("It is served. Go back:", "  " + commands.of("rollback"));
      case "rolled-back" ->
          List.of("The revision before is served. Correct the file, then:", "  " + commands.plan());
      default -> List.of("It is over. A new plan:", "  " + commands.plan());
    };
  }

  private static List<String> ofOpen(PlanView plan, NextCommands commands) {
    if (plan.isEmpty()) {
      return List.of();
    }
    if (plan.isRefused()) {
      return List.of(
          "Nothing has changed. Correct the file, then:",
          "  " + commands.plan(),
          "Only in an emergency (alarmed, recorded, still undone by the guards):",
          "  " + commands.breakGlass(plan));
    }
    if (plan.approvalsMissing() > 0) {
      return List.of(
          "Nothing has changed. Approved by "
              + plan.approvals().size()
              + " of "
              + plan.approvalsNeeded()
              + "; somebody else"
              + (plan.author().isEmpty() ? "" : " than " + plan.author())
              + " types:",
          "  " + commands.of("approve " + plan.id()),
          "and then anybody who may change things:",
          "  " + commands.apply(plan, false));
    }
    if (plan.verdict().equals("needs-approval") && plan.approvalsNeeded() == 0) {
      return List.of(
          "Nothing has changed. If you are sure, apply it; --yes is your approval:",
          "  " + commands.apply(plan, true));
    }
    return List.of("Nothing has changed. Apply it:", "  " + commands.apply(plan, false));
  }
}
