package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Pace;
import io.evenkeel.core.stats.LogHistogram;
import java.util.ArrayList;
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

  /** Answers too few to compare grow old; no need to be on the spot. */
  private static final long PENDING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ControlLoop loop;
  private final PoolRebuilds rebuilds;
  private final EventSink events;
  private final long[] scratch = new long[LogHistogram.BUCKETS];
  private final List<Watched> judged = new ArrayList<>();

  PaceWatch(ControlLoop loop, PoolRebuilds rebuilds, EventSink events) {
    this.loop = loop;
    this.rebuilds = rebuilds;
    this.events = events;
  }

  /** One look at the servers of {@code pool} that have answered since the last. */
  void look(WatchedPool pool) {
    if (!pool.keepsPace()) {
      return;
    }
    long now = loop.nowNanos();
    judged.clear();
    pool.peers.forgetOld(now);
    if (now - pool.pendingSinceNanos >= PENDING_NANOS) {
      pool.pendingSinceNanos = now;
      pool.pending.moveTo(pool.paced);
    }
    pool.paced.look(server -> look(server, now));
    judged.forEach(server -> judge(server, now));
    rebuilds.rebuildDue();
  }

  /** Takes its answers in; whether to look again soon, though it may get no request. */
  private boolean look(Watched server, long now) {
    PeerLatencies peers = server.pool().peers;
    double pace = server.state().verdict().pace();
    peers.out(server);
    if (server.latency.advance(server.state(), pace < 1, scratch, now)) {
      judged.add(server);
    } else if (pace < 1 && isQuiet(server, now)) {
      server.quietSinceNanos = now;
      change(server, Pace.faster(pace), "nobody asked it for a while");
    }
    if (server.latency.isFresh(now)) {
      peers.in(server);
    }
    if (pace == 1 && server.latency.hasMore(server.state())) {
      server.pool().pending.add(server);
    }
    return pace < 1;
  }

  /** What holds its weight down is not looked at any more. */
  void forget(Watched server) {
    change(server, 1, "its latency is not compared any more");
  }

  private void judge(Watched server, long now) {
    PeerLatencies peers = server.pool().peers;
    server.quietSinceNanos = now;
    peers.out(server);
    long[] own = server.latency.recent();
    long[] others = peers.sums();
    double pace = server.state().verdict().pace();
    double next = Pace.next(pace, own, others);
    if (next != pace) {
      String why =
          String.format(
              Locale.ROOT,
              "its median is %.0f ms, its peers' %.1f ms",
              LogHistogram.quantileNanos(own, 0.5) / 1e6,
              LogHistogram.quantileNanos(others, 0.5) / 1e6);
      change(server, next, why);
      server.pool().paced.add(server);
    }
    peers.in(server);
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
}
