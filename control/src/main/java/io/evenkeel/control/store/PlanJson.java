package io.evenkeel.control.store;

import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.change.SourceSpan;
import io.evenkeel.core.change.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change request as it lies in {@code plans/}: what became of it first, then the plan with all
 * its parts. Reading gives back what was written, equal in every part. (The JSON of the admin API
 * is another one: made for its readers, it may leave parts out.)
 */
final class PlanJson {
  private PlanJson() {}

  static Map<String, Object> of(ChangeRequest request) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", request.plan().id());
    json.put("at", request.plan().at().toString());
    json.put("fate", Fields.word(request.fate()));
    json.put(
        "approvals",
        request.approvals().stream()
            .map(a -> Map.of("by", a.by(), "at", a.at().toString()))
            .toList());
    json.put("closedBecause", request.closedBecause());
    json.put("plan", plan(request.plan()));
    return json;
  }

  static ChangeRequest read(Fields json) {
    List<Approval> approvals =
        json.list("approvals", a -> new Approval(a.text("by"), a.instant("at")));
    return new ChangeRequest(
        plan(json, json.in("plan")),
        json.word("fate", ChangeRequest.Fate.class),
        approvals,
        json.text("closedBecause"));
  }

  private static Map<String, Object> plan(Plan plan) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("base", plan.base());
    json.put("author", plan.author());
    json.put("reason", plan.reason());
    json.put("targetHash", plan.targetHash());
    json.put("verdict", Fields.word(plan.verdict()));
    json.put("risk", Fields.word(plan.risk()));
    json.put("canarySkipped", plan.canarySkipped());
    json.put("changes", plan.changes().stream().map(PlanJson::change).toList());
    json.put("findings", plan.findings().stream().map(PlanJson::finding).toList());
    json.put("facts", FactsJson.of(plan.facts()));
    json.put("forecast", ForecastJson.of(plan.forecast()));
    return json;
  }

  private static Plan plan(Fields request, Fields plan) {
    return new Plan(
        request.text("id"),
        plan.number("base"),
        plan.text("author"),
        plan.text("reason"),
        request.instant("at"),
        plan.text("targetHash"),
        plan.list("changes", c -> new Change(c.text("path"), c.text("before"), c.text("after"))),
        plan.list("findings", PlanJson::finding),
        FactsJson.read(plan.in("facts")),
        ForecastJson.read(plan.in("forecast")),
        plan.word("verdict", Verdict.class),
        plan.word("risk", Risk.class),
        plan.text("canarySkipped"));
  }

  private static Map<String, Object> change(Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", change.path());
    json.put("before", change.before());
    json.put("after", change.after());
    return json;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", finding.code());
    json.put("severity", Fields.word(finding.severity()));
    json.put("path", finding.path());
    json.put("file", finding.where().file());
    json.put("line", finding.where().line());
    json.put("column", finding.where().column());
    json.put("length", finding.where().length());
    json.put("message", finding.message());
    json.put("evidence", finding.evidence());
    json.put("help", finding.help());
    return json;
  }

  private static Finding finding(Fields json) {
    SourceSpan where =
        new SourceSpan(
            json.text("file"), json.count("line"), json.count("column"), json.count("length"));
    return new Finding(
        json.text("code"),
        json.word("severity", Severity.class),
        json.text("path"),
        where,
        json.text("message"),
        json.texts("evidence"),
        json.text("help"));
  }
}
