package io.evenkeel.app.cli.text;

import java.io.PrintWriter;
import java.util.Locale;

/** A rollout as it goes on, in lines, and how it ended. */
public final class RolloutText {
  private final Terminal terminal;
  private final NextCommands commands;

  public RolloutText(Terminal terminal, NextCommands commands) {
    this.terminal = terminal;
    this.commands = commands;
  }

  /** The whole of it in one line, the longest part last, since it may be cut. */
  public String line(RolloutProgress rollout) {
    return String.format(
            Locale.ROOT,
            "%-7s %s left  %s",
            rollout.stage(),
            clock(rollout.secondsLeft()),
            rollout.comparison().isEmpty()
                ? meaning(rollout)
                : String.join(" | ", rollout.comparison()))
        .stripTrailing();
  }

  /** What begins now. */
  public String stage(RolloutProgress rollout) {
    return String.format(
        Locale.ROOT,
        "%-7s %s  %s",
        rollout.stage(),
        clock(rollout.secondsLeft()),
        meaning(rollout));
  }

  /** What became of it and what to do now. */
  public void end(RolloutProgress rollout, PrintWriter out) {
    if (rollout.isRolledBack()) {
      out.println(terminal.bold(terminal.bad(" ROLLED BACK ")) + "  " + rollout.why());
      rollout.comparison().forEach(line -> out.println("  " + line));
      out.println("The revision before is served again. What happened: " + commands.of("history"));
    } else {
      out.println(
          terminal.bold(terminal.good(" COMMITTED "))
              + "  revision "
              + rollout.revision()
              + " is served. Go back: "
              + commands.of("rollback"));
    }
    out.flush();
  }

  /** For whoever leaves before the end. */
  public String goesOn(RolloutProgress rollout) {
    return "The rollout goes on in the balancer, watched by its guards.\n  watch:  "
        + commands.of("apply --plan " + rollout.plan())
        + "\n  undo:   "
        + commands.of("rollback");
  }

  private String meaning(RolloutProgress rollout) {
    return switch (rollout.stage()) {
      case "shadow" -> "the new checks are asked beside the old ones, without power";
      case "canary" -> "a share of the clients has it; compared with the others";
      case "bake" -> "everybody has it; compared with before";
      case "confirm" -> "undone unless somebody types: " + commands.of("confirm " + rollout.plan());
      default -> "";
    };
  }

  private static String clock(long seconds) {
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
