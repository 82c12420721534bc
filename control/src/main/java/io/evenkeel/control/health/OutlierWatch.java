package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.OutlierDetector;
import io.evenkeel.core.health.SuccessRates;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has servers ejected whose requests fail: what event loops see ({@link OutlierDetector}) at once,
 * a success rate below that of the peers every second. Control loop only, but for {@link #tripped}.
 */
final class OutlierWatch {
  /** Success rates are counted over so long, then anew. */
  private static final long RATES_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ControlLoop loop;
  private final Ejections ejections;
  private final Consumer<Watched> doubts;
  private final Queue<Watched> tripped = new ConcurrentLinkedQueue<>(); // each server once
  private final AtomicBoolean announced = new AtomicBoolean();
  private final SuccessRates rates = new SuccessRates();
  private long ratesSinceNanos;
  private boolean ratesAreOver;

  /**
   * @param doubts told of servers that just began to fail: to be asked soon
   */
  OutlierWatch(ControlLoop loop, Ejections ejections, Consumer<Watched> doubts) {
    this.loop = loop;
    this.ejections = ejections;
    this.doubts = doubts;
    this.ratesSinceNanos = loop.nowNanos();
  }

  /** A server began to fail. Any thread. */
  void tripped(Watched server) {
    tripped.add(server);
    announce();
  }

  /** Takes the servers in that have tripped and were not announced, since the loop was full. */
  void announce() {
    if (!tripped.isEmpty() && announced.compareAndSet(false, true)) {
      try {
        loop.execute(this::ejectTripped);
      } catch (RejectedExecutionException _) { // counted there; the next second tries again
        announced.set(false);
      }
    }
  }

  private void ejectTripped() {
    announced.set(false); // before the queue is emptied: what comes later is announced anew
    for (Watched server = tripped.poll(); server != null; server = tripped.poll()) {
      OutlierDetector outliers = server.state().verdict().outliers();
      Ejection.Reason sign = outliers.sign();
      if (sign != null) {
        doubts.accept(server);
        String last = words(server.state().verdict().lastFailure());
        ejections.eject(server, sign, outliers.evidence() + last);
      }
    }
  }

  /** Called every second, before the pools are looked at. */
  void beginLook() {
    announce();
    ratesAreOver = loop.nowNanos() - ratesSinceNanos >= RATES_NANOS;
    if (ratesAreOver) {
      ratesSinceNanos = loop.nowNanos();
    }
  }

  /** Compares the success rates of the servers of {@code pool}, as they were just counted. */
  void look(WatchedPool pool) {
    rates.clear();
    for (Watched server : pool.servers()) {
      rates.add(server.endedLately(), server.failedLately());
    }
    for (Watched server : pool.servers()) {
      long requests = server.endedLately();
      long failures = server.failedLately();
      if (rates.isOutlier(requests, failures) && server.ejection() instanceof Ejection.In) {
        String why =
            String.format(
                Locale.ROOT, "%d of %d requests failed, its peers do better", failures, requests);
        ejections.eject(server, Ejection.Reason.SUCCESS_RATE, why);
      }
      if (ratesAreOver) {
        server.countAnew();
      }
    }
  }

  /** Listens again to a server of whose sign nothing came, by an operator's hand. */
  void rearm(Watched server) {
    OutlierDetector outliers = server.state().verdict().outliers();
    boolean isIn = server.ejection() instanceof Ejection.In;
    if (isIn && !server.isWithheld && outliers.sign() != null) {
      outliers.rearm();
    }
  }

  private static String words(@Nullable AttemptResult last) {
    return switch (last) {
      case null -> "";
      case AttemptResult.Responded(int status, long _) -> ", the last: " + status;
      case AttemptResult.ConnectFailed(ConnectFailure why) ->
          ", the last: connect " + why.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      case AttemptResult.TimedOut _ -> ", the last: timeout";
      case AttemptResult.Broken _ -> ", the last: connection broken";
      case AttemptResult.Abandoned _ -> "";
    };
  }
}
