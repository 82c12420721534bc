package io.evenkeel.control.status;

import io.evenkeel.control.status.StatusReport.PoolStatus;
import java.util.List;
import java.util.Map;

/**
 * The rules that turn numbers into a verdict. The first rule that speaks gives the reason; worse
 * verdicts come first.
 *
 * <ol>
 *   <li>down: a pool has no server that may serve, by checks or by hand, and no traffic proves its
 *       checks wrong
 *   <li>down: the circuit breaker of a pool keeps all requests away
 *   <li>at-risk: a pool is in panic mode, though it still serves
 *   <li>at-risk: a pool sends requests away because its servers are full
 *   <li>at-risk: attempts fail more often than one in ten
 *   <li>at-risk: a server is unhealthy
 *   <li>at-risk: a server is ejected by its traffic
 *   <li>at-risk: a server is far slower than its peers
 *   <li>at-risk: a server is behind an open circuit breaker
 *   <li>at-risk: a server carries above 60 % and above twice its expected share
 *   <li>at-risk: a server of a pool with several is the only healthy one: no headroom
 *   <li>at-risk: the balancer itself is overloaded
 *   <li>at-risk: the configuration file was rejected and an older revision is served
 *   <li>at-risk: the balancer is draining
 * </ol>
 */
final class VerdictRules {
  /** Above this share of failures in the window users notice; product.md's alert limit. */
  private static final double MAX_ERROR_RATE = 0.10;

  /** Above this share, and twice its fair one, traffic counts as uneven; product.md's limit. */
  private static final double MAX_SHARE = 0.60;

  /** Fewer requests in the window say nothing about rates and shares. */
  private static final double MIN_REQUESTS_PER_SECOND = 2;

  /** A pool whose checks all fail is believed to serve when at most this many attempts fail. */
  private static final double SERVES_ERROR_RATE = 0.5;

  private VerdictRules() {}

  /** A verdict with its reason. */
  record Judgement(Verdict verdict, String why) {}

  /**
   * The verdict on what is reported.
   *
   * @param rejected the first error of a rejected configuration file; empty: accepted
   */
  static Judgement judge(
      Map<String, PoolStatus> pools, OverloadStatus overload, String rejected, boolean draining) {
    Judgement worst = new Judgement(Verdict.OK, allIsWell(pools));
    for (Map.Entry<String, PoolStatus> pool : pools.entrySet()) {
      worst = worse(worst, judge(pool.getKey(), pool.getValue()));
    }
    if (worst.verdict() == Verdict.OK && overload.level() > 0) {
      return risk(
          "the balancer itself is overloaded (level " + overload.level() + "): " + overload.why());
    }
    if (worst.verdict() == Verdict.OK && !rejected.isEmpty()) {
      return risk("the configuration file was rejected, the old one is served: " + rejected);
    }
    if (worst.verdict() == Verdict.OK && draining) {
      return risk("the balancer is draining: it takes no new connections");
    }
    return worst;
  }

  private static Judgement judge(String name, PoolStatus pool) {
    int servers = pool.servers().size();
    long unhealthy = count(pool, "unhealthy");
    double rate =
        pool.servers().values().stream().mapToDouble(ServerStatus::requestsPerSecond).sum();
    double errorRate = errorRate(pool, rate);
    boolean serves = rate >= MIN_REQUESTS_PER_SECOND && errorRate < SERVES_ERROR_RATE;
    long held = held(pool);
    if (servers > 0 && unhealthy + held == servers && !serves) {
      String none =
          held == 0
              ? "all " + servers + " servers are unhealthy"
              : "of "
                  + servers
                  + " servers "
                  + unhealthy
                  + " are unhealthy, the others held by hand";
      return new Judgement(Verdict.DOWN, "pool " + name + ": " + none);
    }
    if (isAway(pool.breaker())) {
      String reason = pool.breakerReason().isEmpty() ? "" : ", " + pool.breakerReason();
      return new Judgement(
          Verdict.DOWN, "pool " + name + ": its circuit breaker is " + pool.breaker() + reason);
    }
    if (pool.mode().equals("panic")) {
      return risk("pool " + name + " is in panic mode: " + pool.modeReason());
    }
    if (pool.mode().equals("shedding")) {
      return risk("pool " + name + " sends requests away: " + pool.modeReason());
    }
    if (rate >= MIN_REQUESTS_PER_SECOND && errorRate > MAX_ERROR_RATE) {
      return risk("pool " + name + ": " + percent(errorRate) + " of the requests fail");
    }
    if (unhealthy > 0) {
      return risk("pool " + name + ": " + unhealthyNames(pool) + " of " + servers + " unhealthy");
    }
    List<String> away = behindBreakers(pool);
    if (!away.isEmpty()) {
      return risk(
          "pool "
              + name
              + ": circuit breaker open for "
              + String.join(", ", away)
              + " of "
              + servers);
    }
    return worse(judgeTraffic(name, pool), judgeSpread(name, pool, rate));
  }

  private static Judgement judgeTraffic(String name, PoolStatus pool) {
    for (Map.Entry<String, ServerStatus> entry : pool.servers().entrySet()) {
      ServerStatus.EjectionStatus ejection = entry.getValue().ejection();
      if (ejection != null && entry.getValue().health().equals("ejected")) {
        return risk("pool " + name + ": " + entry.getKey() + " is ejected: " + ejection.why());
      }
    }
    for (Map.Entry<String, ServerStatus> entry : pool.servers().entrySet()) {
      if (entry.getValue().pace() < 1) {
        return risk(
            "pool "
                + name
                + ": "
                + entry.getKey()
                + " is far slower than its peers and keeps "
                + percent(entry.getValue().pace())
                + " of its weight");
      }
    }
    return new Judgement(Verdict.OK, "");
  }

  private static List<String> behindBreakers(PoolStatus pool) {
    return pool.servers().entrySet().stream()
        .filter(server -> isAway(server.getValue().breaker()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isAway(String breaker) {
    return !breaker.equals("closed") && !breaker.equals("forced-closed");
  }

  private static Judgement judgeSpread(String name, PoolStatus pool, double rate) {
    for (Map.Entry<String, ServerStatus> entry : pool.servers().entrySet()) {
      ServerStatus server = entry.getValue();
      if (rate >= MIN_REQUESTS_PER_SECOND
          && server.share() > MAX_SHARE
          && server.share() > 2 * server.expectedShare()) {
        return risk(
            "pool "
                + name
                + ": "
                + entry.getKey()
                + " carries "
                + percent(server.share())
                + " of the traffic, "
                + percent(server.expectedShare())
                + " expected");
      }
    }
    if (pool.healthy() == 1 && pool.servers().size() > 1 && count(pool, "checking") == 0) {
      return risk("pool " + name + ": only one server left, no headroom");
    }
    return new Judgement(Verdict.OK, "");
  }

  private static Judgement worse(Judgement a, Judgement b) {
    return b.verdict().compareTo(a.verdict()) > 0 ? b : a;
  }

  private static Judgement risk(String why) {
    return new Judgement(Verdict.AT_RISK, why);
  }

  private static double errorRate(PoolStatus pool, double rate) {
    double failed = 0;
    for (ServerStatus server : pool.servers().values()) {
      failed += server.errorRate() * server.requestsPerSecond();
    }
    return rate == 0 ? 0 : failed / rate;
  }

  private static String allIsWell(Map<String, PoolStatus> pools) {
    long servers = pools.values().stream().mapToLong(pool -> pool.servers().size()).sum();
    long checking = pools.values().stream().mapToLong(pool -> count(pool, "checking")).sum();
    long held = pools.values().stream().mapToLong(VerdictRules::held).sum();
    if (checking > 0) {
      return checking + " of " + servers + " servers have not answered a check yet";
    }
    return held > 0
        ? held
            + " of "
            + servers
            + " servers are drained or in maintenance, the others take traffic"
        : "all " + servers + " servers take traffic";
  }

  private static String unhealthyNames(PoolStatus pool) {
    return String.join(
        ", ",
        pool.servers().entrySet().stream()
            .filter(server -> server.getValue().health().equals("unhealthy"))
            .map(Map.Entry::getKey)
            .toList());
  }

  /** Those that an operator keeps out of traffic. */
  private static long held(PoolStatus pool) {
    return count(pool, "draining") + count(pool, "maintenance");
  }

  private static long count(PoolStatus pool, String health) {
    return pool.servers().values().stream().filter(s -> s.health().equals(health)).count();
  }

  private static String percent(double fraction) {
    return Math.round(fraction * 100) + " %";
  }
}
