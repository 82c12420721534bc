package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.NextCommands;
import io.evenkeel.app.cli.text.RolloutProgress;
import io.evenkeel.app.cli.text.RolloutText;
import io.evenkeel.app.cli.text.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches a rollout to its end: one line that is written over on a terminal, a line for each stage
 * and every few seconds elsewhere. The rollout itself needs nobody who watches.
 */
final class Following {
  /** Fast enough for an eye, slow enough for a balancer. */
  private static final Duration PACE = Duration.ofMillis(500);

  /** Looks between two lines of a log: 10 s. */
  private static final int LOOKS_PER_LINE = 20;

  /** Looks in vain until we give up: longer than a balancer needs to start again. */
  private static final int LOOKS_IN_VAIN = 20;

  private final AdminClient client;
  private final PrintWriter out;
  private final boolean silent;
  private final Supplier<Terminal> terminal;
  private final NextCommands commands;

  Following(AdminCommand command, AdminClient client, NextCommands commands) {
    this.client = client;
    this.commands = commands;
    out = command.out();
    silent = command.options().json();
    terminal = command::terminal;
  }

  /** Where {@code plan} is now. */
  RolloutProgress present(String plan) throws CommandFailure {
    RolloutProgress now = RolloutProgress.of(client.get(AdminClient.path("rollout")));
    return now.plan().equals(plan) ? now : whatBecameOf(plan);
  }

  /** Says how it goes on without us. */
  RolloutProgress detached(RolloutProgress begun) {
    if (!silent) {
      out.println(text().line(begun));
      out.println(text().goesOn(begun));
    }
    return begun;
  }

  /** Waits for the end and prints it. */
  RolloutProgress toTheEnd(RolloutProgress begun) throws CommandFailure {
    Farewell farewell = new Farewell(begun);
    try {
      RolloutProgress end = silent ? wait(begun, _ -> {}) : shown(begun);
      if (!silent) {
        text().end(end, out);
      }
      return end;
    } finally {
      farewell.takeBack();
    }
  }

  private RolloutProgress shown(RolloutProgress begun) throws CommandFailure {
    if (!terminal.get().isInteractive()) {
      return wait(begun, new Lines());
    }
    RolloutProgress end = wait(begun, now -> terminal.get().writeOver(text().line(now), out));
    terminal.get().writeOver("", out);
    return end;
  }

  private RolloutProgress wait(RolloutProgress begun, Screen screen) throws CommandFailure {
    RolloutProgress now = begun;
    int inVain = 0;
    while (!now.isOver()) {
      screen.show(now);
      LockSupport.parkNanos(PACE.toNanos());
      try {
        now = present(begun.plan());
        inVain = 0;
      } catch (BalancerRefused e) {
        throw e;
      } catch (CommandFailure e) {
        // It may be starting again; what it recorded it goes by.
        inVain++;
        if (inVain == LOOKS_IN_VAIN) {
          throw new CommandFailure(
              ExitCode.FAILURE,
              "lost sight of the rollout in stage "
                  + now.stage()
                  + ": "
                  + e.getMessage()
                  + "\n  what became of it: "
                  + commands.of("history"));
        }
      }
    }
    return now;
  }

  /** Another rollout has begun since, or the balancer has: the plan knows. */
  private RolloutProgress whatBecameOf(String plan) throws CommandFailure {
    JsonNode json = client.get(AdminClient.path("plans", plan));
    String fate = json.path("fate").asString("");
    return switch (fate) {
      case "applied" -> over(plan, "committed", "");
      case "rolled-back" -> over(plan, "rolled-back", json.path("closedBecause").asString(""));
      case "applying" -> over(plan, "bake", "");
      default ->
          throw new CommandFailure(
              ExitCode.FAILURE, "plan " + plan + " is not being applied: it is " + fate);
    };
  }

  private static RolloutProgress over(String plan, String stage, String why) {
    return new RolloutProgress(plan, 0, stage, 0, List.of(), why);
  }

  private RolloutText text() {
    return new RolloutText(terminal.get(), commands);
  }

  /** The same as it came. */
  static ObjectNode json(RolloutProgress rollout) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("plan", rollout.plan())
            .put("revision", rollout.revision())
            .put("stage", rollout.stage())
            .put("secondsLeft", rollout.secondsLeft());
    rollout.comparison().forEach(json.putArray("comparison")::add);
    return json.put("why", rollout.why());
  }

  /** Where the progress is shown. */
  private interface Screen {
    void show(RolloutProgress now);
  }

  /** A log: what begins, and now and then how it goes. */
  private final class Lines implements Screen {
    private String stage = "";
    private int looks;

    @Override
    public void show(RolloutProgress now) {
      looks++;
      if (!now.stage().equals(stage)) {
        stage = now.stage();
        looks = 0;
        out.println(text().stage(now));
      } else if (looks % LOOKS_PER_LINE == 0) {
        out.println(text().line(now));
      }
      out.flush();
    }
  }

  /** What is said to whoever presses Ctrl-C. */
  private final class Farewell {
    private final Thread words;

    Farewell(RolloutProgress begun) {
      words =
          new Thread(() -> {
            out.println();
            out.println(text().goesOn(begun));
            out.flush();
          });
      if (!silent) {
        Runtime.getRuntime().addShutdownHook(words);
      }
    }

    void takeBack() {
      try {
        Runtime.getRuntime().removeShutdownHook(words);
      } catch (IllegalStateException e) {
        // The process is ending: the words are being said.
      }
    }
  }
}
