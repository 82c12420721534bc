package io.evenkeel.core.balance;

import io.evenkeel.core.health.EjectionLimit;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.resilience.SlowStart;
import io.evenkeel.core.server.ServerState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who may be picked: the one place that decides. Control loop only.
 *
 * <p>Servers of weight 0, and those that an operator drains or has in maintenance, are never
 * candidates, and nothing below counts them: planned work is no emergency. One marked healthy by
 * hand is healthy unless it is dead ({@link io.evenkeel.core.server.Standing}). <i>Main</i> servers
 * are those without {@code backup} among the others. A server that its traffic ejected is not
 * healthy, nor does it count among those that are still checking; it is <i>fit</i> when it is
 * neither ejected nor dead: a server of which checks and traffic say the same is left out even in
 * panic, as long as another remains. The first line that applies wins:
 *
 * <table>
 * <caption>Decision table</caption>
 * <tr><th>main servers</th><th>candidates</th><th>mode</th></tr>
 * <tr><td>none, and no backups: all are of weight 0, drained or in maintenance</td><td>none</td><td>normal</td></tr>
 * <tr><td>none, but backups</td><td>the backups, as if they were main</td><td>as below</td></tr>
 * <tr><td>enough, some healthy</td><td>the healthy, spread over priorities and zones</td><td>normal</td></tr>
 * <tr><td>none healthy, a backup healthy</td><td>the healthy backups</td><td>normal</td></tr>
 * <tr><td>enough, none healthy, some checking</td><td>the checking</td><td>normal</td></tr>
 * <tr><td>too few, {@code fail}</td><td>the healthy, maybe none</td><td>panic</td></tr>
 * <tr><td>too few, {@code last-known-good}</td><td>those of the last normal moment; there was none: as keep-serving</td><td>panic</td></tr>
 * <tr><td>too few, {@code keep-serving}</td><td>all fit; none: backups fit; none: all not dead; none: backups not dead; none: all</td><td>panic</td></tr>
 * </table>
 *
 * <p><b>Enough</b>: healthy and checking servers, divided by all, reach {@code min-healthy}, and
 * there is at least one. A server without an answer yet gets the benefit of the doubt here, or
 * every start would be an alarm; but no traffic while a healthy one is there. Servers are counted,
 * not weighed.
 *
 * <p>Panic mode ignores priorities and zones: the pool is short of servers everywhere.
 */
public final class CandidateRules {
  private final Pool pool;
  private final Spread spread;

  /**
   * @param zone where this node is; empty: not said
   */
  public CandidateRules(Pool pool, String zone, SlowStart slowStart) {
    this.pool = pool;
    this.spread = new Spread(zone, slowStart, Balancer.isByKey(pool.balance()));
  }

  /**
   * The candidates now.
   *
   * @param servers the state of the pool's servers, in the order of the pool
   * @param before what the pool had until now
   */
  public CandidateList decide(List<ServerState> servers, CandidateList before, long nowNanos) {
    Groups groups = groups(servers);
    if (groups.main.isEmpty()) {
      return new CandidateList(List.of(), PoolMode.NORMAL, whyNone(servers), before.lastHealthy());
    }
    return decide(groups.main, groups.backups, before, nowNanos);
  }

  /**
   * How many of {@code servers} traffic may keep away now, by {@link EjectionLimit} over those that
   * serve: the main ones, or the backups while these stand in for them.
   */
  public AbsenceLimit absences(List<ServerState> servers) {
    List<Member> serving = serving(servers);
    int healthy = only(serving, Member::isHealthyByChecks).size();
    int most =
        EjectionLimit.most(serving.size(), healthy, pool.guards().minHealthy(), maxEjected(pool));
    return new AbsenceLimit(most, !serving.isEmpty() && serving.getFirst().config().backup());
  }

  private List<Member> serving(List<ServerState> servers) {
    Groups groups = groups(servers);
    boolean backupsServe =
        only(groups.main, Member::isHealthyByChecks).isEmpty()
            && !only(groups.backups, Member::isHealthyByChecks).isEmpty();
    return backupsServe ? groups.backups : groups.main;
  }

  /** With outliers off only circuit breakers are bound by it. */
  private static double maxEjected(Pool pool) {
    return switch (pool.protection().outliers()) {
      case OutlierPolicy.Active active -> active.maxEjected();
      case OutlierPolicy.None _ ->
          OutlierPolicy.DEFAULT instanceof OutlierPolicy.Active active ? active.maxEjected() : 0;
    };
  }

  /** Those that may take traffic at all. */
  private record Groups(List<Member> main, List<Member> backups) {}

  private Groups groups(List<ServerState> servers) {
    List<Member> main = new ArrayList<>();
    List<Member> backups = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      Member member = Member.of(pool.servers().get(i), servers.get(i));
      if (member.admitsTraffic()) {
        (member.config().backup() ? backups : main).add(member);
      }
    }
    return main.isEmpty() ? new Groups(backups, List.of()) : new Groups(main, backups);
  }

  private static String whyNone(List<ServerState> servers) {
    long held = servers.stream().filter(state -> !state.standing().admitsTraffic()).count();
    return held == 0
        ? "no server has a weight above 0"
        : "every server with a weight above 0 is drained or in maintenance";
  }

  private CandidateList decide(
      List<Member> main, List<Member> backups, CandidateList before, long nowNanos) {
    List<Member> healthy = only(main, Member::isHealthy);
    List<Member> checking = only(main, Member::isChecking);
    int hopeful = healthy.size() + checking.size();
    boolean enough = hopeful > 0 && hopeful >= pool.guards().minHealthy() * main.size();
    if (enough && !healthy.isEmpty()) {
      return normal(spread.over(main, nowNanos), "", healthy);
    }
    List<Member> healthyBackups = only(backups, Member::isHealthy);
    if (healthy.isEmpty() && !healthyBackups.isEmpty()) {
      return normal(
          spread.evenly(healthyBackups, nowNanos), "no main server is healthy", healthyBackups);
    }
    if (enough) {
      return new CandidateList(
          spread.evenly(checking, nowNanos),
          PoolMode.NORMAL,
          "no server has passed a check yet",
          before.lastHealthy());
    }
    return panic(main, backups, before, nowNanos);
  }

  private CandidateList panic(
      List<Member> main, List<Member> backups, CandidateList before, long nowNanos) {
    int healthy = only(main, Member::isHealthy).size();
    String floor =
        String.format(
            Locale.ROOT,
            "%d of %d servers healthy, min-healthy is %.0f%%",
            healthy,
            main.size(),
            pool.guards().minHealthy() * 100);
    List<Member> serving =
        switch (pool.guards().whenUnhealthy()) {
          case KEEP_SERVING -> alive(main, backups);
          case LAST_KNOWN_GOOD -> lastKnownGood(main, backups, before);
          case FAIL -> only(main, Member::isHealthy);
        };
    String policy =
        switch (pool.guards().whenUnhealthy()) {
          case KEEP_SERVING -> "keep serving on ";
          case LAST_KNOWN_GOOD -> "last known good: ";
          case FAIL -> "only healthy servers serve: ";
        };
    return new CandidateList(
        spread.evenly(serving, nowNanos),
        PoolMode.PANIC,
        floor + "; " + policy + serving.size(),
        before.lastHealthy());
  }

  private static List<Member> alive(List<Member> main, List<Member> backups) {
    List<Member> alive = best(main, backups);
    return alive.isEmpty() ? main : alive;
  }

  /** Those that promise most; empty: all are dead. */
  private static List<Member> best(List<Member> main, List<Member> backups) {
    List<Member> best = only(main, Member::isFit);
    if (best.isEmpty()) {
      best = only(backups, Member::isFit);
    }
    if (best.isEmpty()) {
      best = only(main, Member::isAlive);
    }
    return best.isEmpty() ? only(backups, Member::isAlive) : best;
  }

  private static List<Member> lastKnownGood(
      List<Member> main, List<Member> backups, CandidateList before) {
    Set<ServerState> good = new HashSet<>(before.lastHealthy());
    List<Member> known = new ArrayList<>(main);
    known.addAll(backups);
    known.removeIf(member -> !good.contains(member.state()));
    List<Member> alive = best(known, List.of());
    if (!alive.isEmpty()) {
      return alive;
    }
    List<Member> others = alive(main, backups);
    return known.isEmpty() || others != main ? others : known;
  }

  private static CandidateList normal(
      List<Candidate> candidates, String reason, List<Member> healthy) {
    List<ServerState> states = healthy.stream().map(Member::state).toList();
    return new CandidateList(candidates, PoolMode.NORMAL, reason, states);
  }

  private static List<Member> only(List<Member> members, Predicate<Member> which) {
    return members.stream().filter(which).toList();
  }
}
