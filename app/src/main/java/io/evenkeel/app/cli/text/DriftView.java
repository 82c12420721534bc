package io.evenkeel.app.cli.text;

import io.evenkeel.core.change.Change;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Whether file, store and running balancer agree, as the admin API tells it.
 *
 * @param inFile what the balancer's file would change in what is served
 * @param fileError why that file cannot be read; empty: it can
 */
public record DriftView(long running, long committed, List<Change> inFile, String fileError) {
  public DriftView {
    inFile = List.copyOf(inFile);
  }

  /** Of the JSON of {@code /api/v1/drift}. */
  public static DriftView of(JsonNode json) {
    return new DriftView(
        json.path("running").asLong(0),
        json.path("committed").asLong(0),
        ReadJson.changes(json.path("inFile")),
        ReadJson.text(json, "fileError"));
  }

  /** Whether there is nothing to tell. */
  public boolean isInStep() {
    return running == committed && inFile.isEmpty() && fileError.isEmpty();
  }

  /** What differs, and what to do about it. */
  public void print(Terminal terminal, NextCommands commands, PrintWriter out) {
    if (isInStep()) {
      out.println(
          terminal.bold(terminal.good(" IN STEP "))
              + "  revision "
              + running
              + " is served, is the committed one, and is what the file says");
      return;
    }
    out.println(
        terminal.bold(terminal.warning(" DRIFT ")) + "  revision " + running + " is served");
    if (running != committed) {
      out.println(
          "revision "
              + committed
              + " is the last committed one: a rollout is under way, or the last good one was"
              + " booted");
    }
    if (!fileError.isEmpty()) {
      out.println("the file cannot be used: " + fileError);
    }
    if (!inFile.isEmpty()) {
      out.println("the file says something else; it would change:");
      new ChangesText(terminal).print(inFile, out);
      out.println("Judge that:  " + commands.plan());
    }
  }
}
