package io.evenkeel.app.cli.text;

import io.evenkeel.core.change.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * A plan as text for a tired person: the verdict and why first, then what changes, what is wrong
 * with it, what the servers answered, what the traffic would look like, and what to type next.
 */
public final class PlanText {
  private final Terminal terminal;
  private final SourceLines sources;
  private final NextCommands commands;

  public PlanText(Terminal terminal, SourceLines sources, NextCommands commands) {
    this.terminal = terminal;
    this.sources = sources;
    this.commands = commands;
  }

  public void print(PlanView plan, PrintWriter out) {
    out.println(verdict(plan) + "  " + why(plan));
    out.println(terminal.dim(about(plan)));
    if (!plan.changes().isEmpty()) {
      out.println();
      out.println(terminal.bold("Changes (" + plan.changes().size() + ")"));
      new ChangesText(terminal).print(plan.changes(), out);
    }
    if (!plan.findings().isEmpty()) {
      out.println();
      new FindingsText(terminal).print(plan.findings(), sources, out);
    }
    PoolsText pools = new PoolsText(terminal);
    List<Preflight> asked = plan.preflight().stream().filter(pool -> !pool.isIdle()).toList();
    if (!asked.isEmpty()) {
      out.println();
      out.println(terminal.bold("Asked of the servers, before anything has power"));
      asked.forEach(pool -> pools.preflight(pool, out));
    }
    if (!plan.forecast().isEmpty()) {
      out.println();
      out.println(terminal.bold("Forecast, from the traffic of the last minutes"));
      plan.forecast().forEach(pool -> pools.forecast(pool, out));
    }
    if (!plan.canarySkipped().isEmpty() && !plan.isEmpty()) {
      out.println();
      out.println(terminal.warning("no canary: ") + plan.canarySkipped());
    }
    out.flush();
  }

  /** What to do with it now, with the words to type. */
  public void printNext(PlanView plan, PrintWriter out) {
    List<String> steps = NextSteps.of(plan, commands);
    if (!steps.isEmpty()) {
      out.println();
      steps.forEach(out::println);
    }
    out.flush();
  }

  private String verdict(PlanView plan) {
    String word = " " + word(plan).toUpperCase(Locale.ROOT).replace('-', ' ') + " ";
    return terminal.bold(
        switch (word(plan)) {
          case "refused", "rolled-back", "rejected" -> terminal.bad(word);
          case "needs-approval", "applying", "withdrawn" -> terminal.warning(word);
          default -> terminal.good(word);
        });
  }

  /** An open plan is what it is judged to be; any other one is what became of it. */
  private static String word(PlanView plan) {
    if (!plan.isOpen()) {
      return plan.fate();
    }
    return plan.isEmpty() ? "nothing to change" : plan.verdict();
  }

  private String why(PlanView plan) {
    if (!plan.isOpen() && !plan.closedBecause().isEmpty()) {
      return plan.closedBecause();
    }
    if (plan.isEmpty()) {
      return "revision " + plan.base() + " is what " + file() + " says";
    }
    String first =
        plan.findings().stream()
            .filter(finding -> finding.isError() || !plan.isRefused())
            .findFirst()
            .map(Finding::message)
            .orElse("");
    return first.isEmpty() ? count(plan.changes().size(), "change") : first;
  }

  private String about(PlanView plan) {
    return "plan "
        + plan.id()
        + " against revision "
        + plan.base()
        + (plan.isEmpty() ? "" : ", " + plan.risk() + " risk")
        + (plan.author().isEmpty() ? "" : ", by " + plan.author())
        + (plan.reason().isEmpty() ? "" : ": " + plan.reason());
  }

  private String file() {
    return commands.file().isEmpty() ? "the file" : commands.file();
  }

  private static String count(int number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }
}
