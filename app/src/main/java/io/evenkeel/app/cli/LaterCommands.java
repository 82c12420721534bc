package io.evenkeel.app.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands the documents speak of that this version does not have, so that the answer is kind. */
final class LaterCommands {
  private static final Later LIVE = new Later("\"evenkeel status\" shows the present state");
  private static final Later CAUSES =
      new Later("\"evenkeel status\" shows each check's last answer");

  private static final Map<String, Later> COMMANDS =
      Map.ofEntries(
          Map.entry("top", LIVE),
          Map.entry("watch", LIVE),
          Map.entry("alerts", LIVE),
          Map.entry("incidents", LIVE),
          Map.entry("incident", LIVE),
          Map.entry("diagnose", CAUSES),
          Map.entry("restart", CAUSES),
          Map.entry("runbook", CAUSES),
          Map.entry("agent", CAUSES),
          Map.entry("drill", new Later("\"evenkeel demo\" lets you kill a server and watch")),
          Map.entry("import", new Later("docs/reference/configuration.md lists every key")),
          Map.entry("cheatsheet", new Later("\"evenkeel --help\" lists what there is")));

  private LaterCommands() {}

  /** What to do until the command exists. */
  record Later(String what) {}

  static @Nullable Later find(String command) {
    return COMMANDS.get(command);
  }
}
