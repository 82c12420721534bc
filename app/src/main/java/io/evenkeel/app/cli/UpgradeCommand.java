package io.evenkeel.app.cli;

import io.evenkeel.app.run.RunNote;
import io.evenkeel.app.run.Wiring;
import io.evenkeel.app.upgrade.HandoverFailure;
import io.evenkeel.app.upgrade.UpgradeRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code evenkeel upgrade}: the running balancer replaces itself by what is installed now. */
@Command(
    name = "upgrade",
    description =
        "Replace the running balancer by the version that is installed now, without losing a"
            + " connection. Exit 6: the new one did not come to serve, the old one goes on.")
final class UpgradeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      description =
          "How long the new process may take until it serves (default: ${DEFAULT-VALUE}).",
      defaultValue = "60")
  private int seconds = 60;

  @Override
  public Integer call() throws CommandFailure {
    if (seconds < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "--within " + seconds + " (expected: at least 1 second)");
    }
    RunNote running = running(options, System.getenv());
    if (running.upgrade().isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "process " + running.pid() + " does not wait for an upgrade; its log says why");
    }
    try {
      return report(running, UpgradeRequest.send(Path.of(running.upgrade()), seconds));
    } catch (HandoverFailure e) {
      throw new CommandFailure(ExitCode.FAILURE, e.reason());
    }
  }

  private int report(RunNote before, UpgradeRequest.Result result) throws CommandFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("before", before.pid());
    switch (result) {
      case UpgradeRequest.Result.Upgraded(long pid, String version) -> {
        json.put("result", "upgraded").put("pid", pid).put("version", version);
        say(
            json,
            "process " + pid + " (" + version + ") serves; process " + before.pid() + " drains");
        return ExitCode.OK;
      }
      case UpgradeRequest.Result.Kept(String reason, int status) -> {
        json.put("result", "kept").put("reason", reason);
        if (options.json()) {
          spec.commandLine().getOut().println(json);
        }
        throw new CommandFailure(
            status == ExitCode.REFUSED ? ExitCode.REFUSED : ExitCode.ROLLED_BACK,
            reason + "\n  process " + before.pid() + " goes on as before");
      }
    }
  }

  private void say(ObjectNode json, String text) {
    spec.commandLine().getOut().println(options.json() ? json.toString() : text);
  }

  /** The balancer of this machine that was started with the file; the only one, if there is one. */
  private static RunNote running(GlobalOptions options, Map<String, String> env)
      throws CommandFailure {
    List<RunNote> notes = Wiring.running(options.configFile(), env);
    List<RunNote> ofThisFile =
        notes.stream()
            .filter(
                note -> Path.of(note.config()).normalize().toString().equals(options.configName()))
            .toList();
    if (ofThisFile.size() == 1) {
      return ofThisFile.getFirst();
    }
    if (notes.size() == 1) {
      return notes.getFirst();
    }
    throw new CommandFailure(
        ExitCode.FAILURE,
        notes.isEmpty()
            ? "no balancer runs here that this user can see"
            : "several balancers run here, name the file of one with --config: "
                + notes.stream().map(RunNote::config).toList());
  }
}
