package io.evenkeel.core.change;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change under review: what the rules look at and where they put what they find. One thread,
 * for the time of one plan.
 */
final class Review {
  /** More lines than a person reads are counted instead. */
  private static final int EVIDENCE_LINES = 12;

  private final PlanInput input;
  private final List<Change> changes;
  private final List<PoolPair> pairs;
  private final Set<PoolName> routedBefore;
  private final Set<PoolName> routedAfter;
  private final List<Finding> findings = new ArrayList<>();

  Review(PlanInput input, List<Change> changes) {
    this.input = input;
    this.changes = changes;
    this.pairs =
        input.before().pools().values().stream()
            .map(pool -> pair(pool, input))
            .filter(Objects::nonNull)
            .toList();
    this.routedBefore = routed(input.before());
    this.routedAfter = routed(input.after());
  }

  PlanInput input() {
    return input;
  }

  Config before() {
    return input.before();
  }

  Config after() {
    return input.after();
  }

  List<Change> changes() {
    return changes;
  }

  /** The pools that both configurations have. */
  List<PoolPair> pairs() {
    return pairs;
  }

  /** What some route of the base leads to: these pools may have traffic now. */
  Set<PoolName> routedBefore() {
    return routedBefore;
  }

  Set<PoolName> routedAfter() {
    return routedAfter;
  }

  /** What the preflight found about a pool of the target; empty: nothing. */
  List<ServerFacts> facts(PoolName pool) {
    return input.facts().pools().getOrDefault(pool, List.of());
  }

  /**
   * Whether {@code pool} was seen to have traffic, so that the forecast is about something. By
   * shares: a quick server may never be seen with a request in flight.
   */
  boolean hasTraffic(PoolName pool) {
    Forecast.PoolForecast forecast = input.forecast().pools().get(pool.value());
    return forecast != null && forecast.shareNow().values().stream().anyMatch(share -> share > 0);
  }

  /** The fraction of 0 to 1 of the requests of {@code pool} that nothing would answer any more. */
  double unanswered(PoolName pool) {
    Forecast.PoolForecast forecast = input.forecast().pools().get(pool.value());
    return forecast == null ? 0 : forecast.unanswered();
  }

  /** Whether anything at {@code path} or below it differs. */
  boolean changed(String path) {
    return changes.stream().anyMatch(change -> isWithin(change.path(), path));
  }

  /** {@code path.key} if that differs, else the first thing below {@code path} that does. */
  String changedPath(String path, String key) {
    String wanted = path + "." + key;
    return changed(wanted)
        ? wanted
        : changes.stream()
            .map(Change::path)
            .filter(other -> isWithin(other, path))
            .findFirst()
            .orElse(path);
  }

  void report(PlanCode code, String path, String message, String help) {
    report(code, path, message, List.of(), help);
  }

  void report(PlanCode code, String path, String message, List<String> evidence, String help) {
    report(new Obstacle(code.id(), code.severity(), path, message, brief(evidence), help));
  }

  void report(Obstacle obstacle) {
    findings.add(
        new Finding(
            obstacle.code(),
            obstacle.severity(),
            obstacle.path(),
            input.positions().apply(obstacle.path()),
            obstacle.message(),
            obstacle.evidence(),
            obstacle.help()));
  }

  /** Whether {@code code} was found at {@code path} or below it. */
  boolean has(PlanCode code, String path) {
    return findings.stream()
        .anyMatch(found -> found.code().equals(code.id()) && isWithin(found.path(), path));
  }

  /** Errors first, else in the order of the rules. */
  List<Finding> findings() {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort((a, b) -> a.severity().compareTo(b.severity()));
    return sorted;
  }

  /** The pools that {@code action} sends requests to. */
  static Set<PoolName> pools(RouteAction action) {
    return switch (action) {
      case RouteAction.ToPool toPool -> Set.of(toPool.pool());
      case RouteAction.Split split -> {
        Set<PoolName> pools = new LinkedHashSet<>();
        split.weights().forEach((pool, weight) -> addIf(weight > 0, pools, pool));
        yield pools;
      }
      case RouteAction.Redirect _, RouteAction.Respond _ -> Set.of();
    };
  }

  private static void addIf(boolean used, Set<PoolName> pools, PoolName pool) {
    if (used) {
      pools.add(pool);
    }
  }

  private static Set<PoolName> routed(Config config) {
    Set<PoolName> routed = new LinkedHashSet<>();
    for (Listener listener : config.listeners().values()) {
      for (Route route : listener.routes()) {
        routed.addAll(pools(route.action()));
      }
    }
    return routed;
  }

  private static @Nullable PoolPair pair(Pool before, PlanInput input) {
    Pool after = input.after().pools().get(before.name());
    return after == null ? null : new PoolPair(before, after);
  }

  private static boolean isWithin(String path, String section) {
    return path.startsWith(section)
        && (path.length() == section.length() || ".[".indexOf(path.charAt(section.length())) >= 0);
  }

  private static List<String> brief(List<String> evidence) {
    if (evidence.size() <= EVIDENCE_LINES) {
      return evidence;
    }
    List<String> lines = new ArrayList<>(evidence.subList(0, EVIDENCE_LINES));
    lines.add("and " + (evidence.size() - EVIDENCE_LINES) + " more");
    return lines;
  }
}
