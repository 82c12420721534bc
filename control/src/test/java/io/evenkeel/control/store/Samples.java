package io.evenkeel.control.store;

import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.change.SourceSpan;
import io.evenkeel.core.change.Verdict;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.core.time.SeededRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Plans, revisions and audit entries for the tests of this package. */
final class Samples {
  /** What plans of these tests propose. */
  static final List<Revision.SourceFile> FILES =
      List.of(new Revision.SourceFile("/etc/evenkeel/evenkeel.yaml", "version: 1\n"));

  private static final String[] TEXTS = {
    "", "ana", "GET /health -> 404", "ü \"quoted\" \\ \n\t\u2028 \u0000", "𝄞", "null", "0", "true"
  };
  private static final double[] FRACTIONS = {
    0, -0.0, 1 / 3.0, 1, 1e-300, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY
  };

  private final RandomSource random;

  Samples(long seed) {
    random = new SeededRandom(seed);
  }

  static Revision revision(long number, Revision.Outcome outcome, String plan) {
    List<Revision.SourceFile> files =
        List.of(
            new Revision.SourceFile("/etc/evenkeel/evenkeel.yaml", "# revision " + number + "\n"),
            new Revision.SourceFile("/etc/evenkeel/conf.d/api.yaml", "pools: {}\n"));
    return new Revision(
        number,
        Instant.parse("2026-01-02T03:04:05.678Z").plusSeconds(number),
        "ana",
        "because " + number,
        plan,
        List.of("ben"),
        outcome,
        "",
        Revision.hashOf(files),
        files);
  }

  static AuditEntry entry(String what, String plan, long revision) {
    return new AuditEntry(
        Instant.parse("2026-01-02T03:04:05Z"), "ana", what, "it", "why not", plan, revision, "ok");
  }

  /** A small plan that is open. */
  static ChangeRequest open(String id) {
    Plan plan = new Samples(1).plan(id);
    return new ChangeRequest(plan, ChangeRequest.Fate.OPEN, List.of(), "");
  }

  static ChangeRequest approved(ChangeRequest request, String by) {
    List<Approval> approvals = new ArrayList<>(request.approvals());
    approvals.add(new Approval(by, Instant.EPOCH));
    return new ChangeRequest(request.plan(), request.fate(), approvals, request.closedBecause());
  }

  ChangeRequest request() {
    return new ChangeRequest(
        plan(Long.toHexString(random.nextLong())),
        any(ChangeRequest.Fate.values()),
        some(() -> new Approval(text(), at())),
        text());
  }

  Plan plan(String id) {
    return new Plan(
        id,
        random.nextInt(1000),
        text(),
        text(),
        at(),
        text(),
        some(() -> new Change(text(), text(), text())),
        some(this::finding),
        facts(),
        new Forecast(named(this::pool)),
        any(Verdict.values()),
        any(Risk.values()),
        text());
  }

  private Finding finding() {
    SourceSpan where = new SourceSpan(text(), 1 + number(), 1 + number(), 1 + number());
    return new Finding(
        text(), any(Severity.values()), text(), where, text(), some(this::text), text());
  }

  private LiveFacts facts() {
    Map<PoolName, List<ServerFacts>> pools = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      pools.put(new PoolName("pool-" + i), some(this::server));
    }
    return new LiveFacts(
        pools,
        some(() ->
            new Obstacle(
                text(), any(Severity.values()), text(), text(), some(this::text), text())));
  }

  private ServerFacts server() {
    return new ServerFacts(
        text(),
        new HostPort(random.nextInt(2) == 0 ? "::1" : "api.internal", 1 + random.nextInt(65535)),
        random.nextInt(2) == 0,
        any(Health.values()),
        any(Health.values()),
        some(this::check),
        text(),
        random.nextInt(2) == 0);
  }

  private CheckFact check() {
    return new CheckFact(
        "readiness",
        text(),
        number(),
        number(),
        some(this::text),
        random.nextLong() >>> 1,
        text(),
        random.nextInt(2) == 0,
        text());
  }

  private Forecast.PoolForecast pool() {
    return new Forecast.PoolForecast(
        named(this::fraction),
        named(this::fraction),
        named(this::number),
        named(this::number),
        new Forecast.SurvivableLosses(number() - 1, number()),
        random.nextDouble(),
        fraction());
  }

  private double fraction() {
    return random.nextInt(2) == 0
        ? random.nextDouble()
        : FRACTIONS[random.nextInt(FRACTIONS.length)];
  }

  private int number() {
    return random.nextInt(1_000_000);
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private Instant at() {
    return Instant.ofEpochSecond(random.nextInt(2_000_000_000), random.nextInt(1_000_000_000));
  }

  private <T> T any(T[] all) {
    return all[random.nextInt(all.length)];
  }

  private <T> List<T> some(Supplier<T> one) {
    List<T> all = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(one.get());
    }
    return all;
  }

  private <T> Map<String, T> named(Supplier<T> one) {
    Map<String, T> all = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      all.put("name-" + i + text(), one.get());
    }
    return all;
  }
}
