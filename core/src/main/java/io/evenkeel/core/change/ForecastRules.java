package io.evenkeel.core.change;

import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the traffic of the last minutes would meet. Thresholds are those of the base's {@code
 * rollback-on}: what would be rolled back anyway is not begun. What is so already is no reason.
 */
final class ForecastRules {
  /** Twice as many requests at once matter only beyond what chance does to small numbers. */
  private static final int PEAK_SLACK = 10;

  private ForecastRules() {}

  static void judge(Review review) {
    for (PoolPair pair : review.pairs()) {
      PoolForecast forecast = review.input().forecast().pools().get(pair.name().value());
      if (forecast != null && review.routedBefore().contains(pair.name())) {
        shares(review, pair, forecast);
        if (!isLostAltogether(review, pair)) {
          headroom(review, pair, forecast);
          limits(review, pair, forecast);
        }
        peaks(review, pair, forecast);
        cutOff(review, pair, forecast);
      }
    }
  }

  /** A changed check takes all servers out: that there is no room then need not be said as well. */
  private static boolean isLostAltogether(Review review, PoolPair pair) {
    return review.has(PlanCode.NEW_CHECK_FAILS, pair.path())
        && review.facts(pair.name()).stream().noneMatch(PoolRules::isUp);
  }

  private static void shares(Review review, PoolPair pair, PoolForecast forecast) {
    double most = review.before().changes().rollbackOn().shareAbove();
    List<Server> takers = PoolPair.takers(pair.after());
    double weights = takers.stream().mapToInt(Server::weight).sum();
    for (Server server : takers) {
      double share = forecast.shareAfter().getOrDefault(server.name(), 0.0);
      double now = forecast.shareNow().getOrDefault(server.name(), 0.0);
      double fair = server.weight() / weights;
      if (share > most && share > 2 * fair && now <= most) {
        review.report(
            PlanCode.SHARE_ABOVE,
            review.changedPath(pair.path(), "balance"),
            server.name()
                + " would get "
                + percent(share)
                + " of the requests of pool "
                + pair.name()
                + " (its fair share: "
                + percent(fair)
                + ")",
            lines(forecast.shareAfter()),
            "keep the current balancer, or spread by something that differs between clients");
      }
    }
  }

  private static List<String> lines(Map<String, Double> shares) {
    List<String> lines = new ArrayList<>();
    shares.forEach((server, share) -> lines.add(server + " " + percent(share)));
    return lines;
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", fraction * 100);
  }

  private static void headroom(Review review, PoolPair pair, PoolForecast forecast) {
    int now = forecast.survivableLosses().now();
    int after = forecast.survivableLosses().after();
    if (now > 0 && after <= 0) {
      review.report(
          PlanCode.NO_HEADROOM,
          review.changedPath(pair.path(), "servers"),
          "pool " + pair.name() + " could not carry the loss of one server any more",
          List.of("survivable losses: now " + now + ", after " + after),
          "add a server, or raise the limits");
    }
  }

  private static void limits(Review review, PoolPair pair, PoolForecast forecast) {
    if (PoolPair.takers(pair.after()).isEmpty() || refused(review, pair, forecast)) {
      return;
    }
    long peak = forecast.peakNow().values().stream().mapToLong(Integer::longValue).sum();
    long room = capacity(pair.after());
    if (peak <= room || capacity(pair.before()) < peak) {
      return;
    }
    boolean overflows = peak > room + pair.after().limits().queue();
    review.report(
        overflows ? PlanCode.LIMIT_BELOW_PEAK : PlanCode.QUEUE_AT_PEAK,
        review.changedPath(pair.path(), "limits"),
        "pool "
            + pair.name()
            + " has had "
            + peak
            + " requests at once, and would take "
            + room
            + (overflows ? " and a queue of " + pair.after().limits().queue() : ""),
        overflows ? "raise limits.requests-per-server or queue" : "");
  }

  /**
   * What finds no room any more is an error to its client, so it counts like one: as many as would
   * undo the change must not be begun with. Whether that was said.
   */
  private static boolean refused(Review review, PoolPair pair, PoolForecast forecast) {
    double now = forecast.refused().now();
    double after = forecast.refused().after();
    if (after <= now || after - now < review.before().changes().rollbackOn().errorRateRise()) {
      return false;
    }
    review.report(
        PlanCode.LIMIT_BELOW_PEAK,
        review.changedPath(pair.path(), "limits"),
        percent(after) + " of the requests of pool " + pair.name() + " would find no room",
        List.of("refused: now " + percent(now) + ", after " + percent(after)),
        "raise limits.requests-per-server or queue, or add servers");
    return true;
  }

  private static long capacity(Pool pool) {
    return PoolPair.takers(pool).stream().mapToLong(server -> limit(pool, server)).sum();
  }

  /** One request needs one connection. */
  private static long limit(Pool pool, Server server) {
    int requests =
        server.maxRequests() > 0 ? server.maxRequests() : pool.limits().requestsPerServer();
    return Math.min(requests, pool.limits().connectionsPerServer());
  }

  private static void peaks(Review review, PoolPair pair, PoolForecast forecast) {
    int now = forecast.peakNow().values().stream().mapToInt(Integer::intValue).max().orElse(0);
    forecast
        .peakAfter()
        .forEach((server, after) -> {
          if (after > 2 * now && after > now + PEAK_SLACK) {
            review.report(
                PlanCode.PEAK_RISES,
                review.changedPath(pair.path(), "balance"),
                server + " would get " + after + " requests at once; now at most " + now,
                "");
          }
        });
  }

  private static void cutOff(Review review, PoolPair pair, PoolForecast forecast) {
    String path = shortened(review, pair);
    if (path.isEmpty() || forecast.cutOff() <= 0) {
      return;
    }
    RollbackOn limits = review.before().changes().rollbackOn();
    boolean tooMany = forecast.cutOff() >= limits.errorRateRise();
    review.report(
        tooMany ? PlanCode.CUT_OFF : PlanCode.CUT_OFF_FEW,
        path,
        String.format(
            Locale.ROOT,
            "%.2g %% of the requests of pool %s take longer than that and would be ended",
            forecast.cutOff() * 100,
            pair.name()),
        "write a longer timeout, or make the servers faster first");
  }

  /** The path of a timeout that is lowered; empty: none is. */
  private static String shortened(Review review, PoolPair pair) {
    if (pair.after().timeouts().response().compareTo(pair.before().timeouts().response()) < 0) {
      return pair.path() + ".timeouts.response";
    }
    if (pair.after().timeouts().connect().compareTo(pair.before().timeouts().connect()) < 0) {
      return pair.path() + ".timeouts.connect";
    }
    for (Listener listener : review.after().listeners().values()) {
      Listener before = review.before().listeners().get(listener.name());
      for (int i = 0; before != null && i < listener.routes().size(); i++) {
        Route route = listener.routes().get(i);
        Route was = RouteRules.first(before.routes(), route);
        if (was != null
            && Review.pools(route.action()).contains(pair.name())
            && isShorter(timeout(route.action()), timeout(was.action()))) {
          return "listeners." + listener.name() + ".routes[" + i + "].timeout";
        }
      }
    }
    return "";
  }

  /** Zero is none. */
  private static boolean isShorter(Duration after, Duration before) {
    return !after.isZero() && (before.isZero() || after.compareTo(before) < 0);
  }

  static Duration timeout(RouteAction action) {
    return switch (action) {
      case RouteAction.ToPool(PoolName _, Duration timeout) -> timeout;
      case RouteAction.Split split -> split.timeout();
      case RouteAction.Redirect _, RouteAction.Respond _ -> Duration.ZERO;
    };
  }
}
