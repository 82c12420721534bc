package io.evenkeel.control.change;

import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.store.Revision;
import io.evenkeel.core.change.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rollouts, revisions, differences and drift as the stable JSON of the API. */
public final class ChangeJson {
  private ChangeJson() {}

  public static Map<String, Object> of(RolloutView rollout) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("plan", rollout.plan());
    json.put("revision", rollout.revision());
    json.put("stage", rollout.stage());
    json.put("secondsLeft", rollout.secondsLeft());
    json.put("comparison", rollout.comparison());
    json.put("why", rollout.why());
    return json;
  }

  /** Without its files. */
  public static Map<String, Object> of(Revision revision) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", revision.number());
    json.put("at", revision.at().toString());
    json.put("author", revision.author());
    json.put("reason", revision.reason());
    json.put("plan", revision.plan());
    json.put("approvedBy", revision.approvedBy());
    json.put("outcome", revision.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("why", revision.why());
    json.put("hash", revision.hash());
    return json;
  }

  /** The texts of a revision. */
  public static List<Map<String, String>> files(Revision revision) {
    return revision.files().stream()
        .map(file -> {
          Map<String, String> json = new LinkedHashMap<>();
          json.put("name", file.name());
          json.put("text", file.text());
          return json;
        })
        .toList();
  }

  /** What lies between two revisions. */
  public static Map<String, Object> diff(long from, long to, List<Change> changes) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", from);
    json.put("to", to);
    json.put("changes", PlanJson.changes(changes));
    return json;
  }

  public static Map<String, Object> of(Drift drift) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("running", drift.running());
    json.put("committed", drift.committed());
    json.put("inFile", PlanJson.changes(drift.inFile()));
    json.put("fileError", drift.fileError());
    return json;
  }
}
