package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Pace;
import io.evenkeel.core.stats.LogHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Compares the latencies of a pool's servers and cuts the weight of those that are far slower than
 * the others, by {@link Pace}. Control loop only.
 */
final class PaceWatch {
  /**
   * A slow server that gets no request for so long is given twice as much: nobody else can tell.
   */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ControlLoop loop;
  private final PoolRebuilds rebuilds;
  private final EventSink events;
  private final long[] scratch = new long[LogHistogram.BUCKETS];
  private final long[] peers = new long[LogHistogram.BUCKETS];
  private final List<Watched> judged = new ArrayList<>();

  PaceWatch(ControlLoop loop, PoolRebuilds rebuilds, EventSink events) {
    this.loop = loop;
    this.rebuilds = rebuilds;
    this.events = events;
  }

  /** One look at every server of {@code pool}. */
  void look(WatchedPool pool) {
    if (!pool.keepsPace()) {
      return;
    }
    long now = loop.nowNanos();
    judged.clear();
    for (Watched server : pool.servers()) {
      double pace = server.state().verdict().pace();
      if (server.latency.advance(server.state(), pace < 1, scratch, now)) {
        judged.add(server);
      } else if (pace < 1 && isQuiet(server, now)) {
        server.quietSinceNanos = now;
        change(server, Pace.faster(pace), "nobody asked it for a while");
      }
    }
    if (!judged.isEmpty()) {
      judge(pool, now);
    }
    rebuilds.rebuildDue();
  }

  /** What holds its weight down is not looked at any more. */
  void forget(Watched server) {
    change(server, 1, "its latency is not compared any more");
  }

  private void judge(WatchedPool pool, long now) {
    Arrays.fill(peers, 0);
    for (Watched server : pool.servers()) {
      if (server.latency.isFresh(now)) {
        addTo(peers, server.latency.recent(), 1);
      }
    }
    for (Watched server : judged) {
      long[] own = server.latency.recent();
      server.quietSinceNanos = now;
      addTo(peers, own, -1);
      double pace = server.state().verdict().pace();
      double next = Pace.next(pace, own, peers);
      if (next != pace) {
        String why =
            String.format(
                Locale.ROOT,
                "its median is %.0f ms, its peers' %.1f ms",
                LogHistogram.quantileNanos(own, 0.5) / 1e6,
                LogHistogram.quantileNanos(peers, 0.5) / 1e6);
        change(server, next, why);
      }
      addTo(peers, own, 1);
    }
  }

  private void change(Watched server, double next, String why) {
    double before = server.state().verdict().pace();
    if (next == before) {
      return;
    }
    server.state().verdict().pace(next);
    rebuilds.due(server.state().id().pool());
    if ((before == 1) != (next == 1)) {
      events.on(new Event.PaceChanged(server.state().id(), next < 1, why));
    }
  }

  private static boolean isQuiet(Watched server, long now) {
    return now - server.quietSinceNanos >= QUIET_NANOS;
  }

  private static void addTo(long[] sums, long[] counts, int sign) {
    for (int bucket = 0; bucket < sums.length; bucket++) {
      sums[bucket] += sign * counts[bucket];
    }
  }
}
