package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.SideTraffic;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.proxy.telemetry.LaneTraffic;
import io.evenkeel.proxy.telemetry.TrafficCounters;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where one loop counts the requests of one route, with the names as its log lines want them. */
final class RouteBooks {
  private static final byte[] NONE = new byte[0];

  final byte[] label;
  private final List<PoolRuntime> pools;
  private final byte[][] poolNames;
  private final LaneTraffic[] traffic;
  private final Supplier<LaneTraffic> openOwn;
  private final @Nullable Comparison comparison;
  private @Nullable LaneTraffic ownAnswers;

  /**
   * @param side where its requests are counted for comparison as well; null: nowhere
   */
  RouteBooks(
      ListenerName listener,
      @Nullable CompiledRoute route,
      TrafficCounters counters,
      int lane,
      @Nullable SideTraffic side) {
    String text = route == null ? "" : route.label();
    label = text.getBytes(UTF_8);
    pools = route == null ? List.of() : route.pools();
    poolNames = new byte[pools.size()][];
    traffic = new LaneTraffic[pools.size()];
    for (int i = 0; i < traffic.length; i++) {
      String pool = pools.get(i).pool().name().value();
      poolNames[i] = pool.getBytes(UTF_8);
      traffic[i] = counters.of(new TrafficKey(listener, text, pool)).lane(lane);
    }
    comparison = side == null ? null : new Comparison(side, pools);
    openOwn = () -> counters.of(new TrafficKey(listener, text, "")).lane(lane);
  }

  /** The counts of {@code pool}; null: of answers of our own. */
  LaneTraffic traffic(@Nullable PoolRuntime pool) {
    int index = indexOf(pool);
    return index < 0 ? ownAnswers() : traffic[index];
  }

  // Only routes that answer by themselves have such a count: a series of zeros would tell nothing.
  private LaneTraffic ownAnswers() {
    LaneTraffic known = ownAnswers;
    if (known == null) {
      known = openOwn.get();
      ownAnswers = known;
    }
    return known;
  }

  /** Counts a request that is over for its side of a canary, if one runs. */
  void compare(RequestFacts facts, int status, @Nullable ServerState server, long nanos) {
    Comparison running = comparison;
    if (running != null) {
      running.ended(facts, status, server, nanos);
    }
  }

  byte[] poolName(@Nullable PoolRuntime pool) {
    int index = indexOf(pool);
    return index < 0 ? NONE : poolNames[index];
  }

  @SuppressWarnings("ReferenceEquality")
  private int indexOf(@Nullable PoolRuntime pool) {
    for (int i = 0; i < traffic.length; i++) {
      if (pools.get(i) == pool) {
        return i;
      }
    }
    return -1;
  }
}
