package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Ejection.Input;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.StallClock;
import io.evenkeel.core.health.StallClock.Phase;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;

/**
 * Notices servers that take requests and answer nothing: stopped, deadlocked, or behind a network
 * that swallows everything. Control loop only, but for the answers of probes.
 *
 * <p>{@link StallClock} says when a server is asked, by a probe outside of the schedule that
 * answers soon or never. Only when that gets no answer is the server ejected, and what waits there
 * for its first byte is sent elsewhere. A pool without a check that makes its servers answer has
 * nobody to ask: there a server is ejected on the word of its traffic if it was busy until now, and
 * what waits goes on waiting: its first byte is the sign that the server is back.
 */
final class StallWatch {
  /** A probe that a running server answers in a millisecond; a pause is longer seldom. */
  private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

  /** Of its own time a probe that was not answered has used all but this. */
  private static final double MOST_OF_IT = 0.9;

  /** Without a probe: so many answers should have come in the silence, by the second before... */
  private static final double MISSED_ANSWERS = 5;

  /** ...and so many wait for one. */
  private static final int WAITING = 3;

  private final ControlLoop loop;
  private final Prober prober;
  private final Ejections ejections;
  private final EventSink events;
  private long asked;

  StallWatch(ControlLoop loop, Prober prober, Ejections ejections, EventSink events) {
    this.loop = loop;
    this.prober = prober;
    this.ejections = ejections;
    this.events = events;
  }

  /** Probes that were sent outside of the schedule since the start. */
  long asked() {
    return asked;
  }

  /** One look at {@code server}; whether another is needed though it gets no further request. */
  boolean look(Watched server) {
    ServerState state = server.state();
    if (state.inFlight() == 0 && server.clock.phase() == Phase.MOVING) {
      return false;
    }
    long threshold = server.pool().thresholdNanos();
    StallClock.Step step =
        server.clock.look(state.waiting(), state.answersBegun(), threshold, loop.nowNanos());
    take(server, step, "it answers");
    return true;
  }

  /** A probe of the schedule passed. */
  void passed(Watched server, HealthCheck.Active check) {
    HealthCheck.Active question = server.pool().question();
    boolean proves =
        WatchedPool.proves(check)
            || (!server.stalledByTraffic && (question == null || !WatchedPool.proves(question)));
    if (proves && server.clock.phase() == Phase.STALLED) {
      take(server, server.clock.answered(loop.nowNanos()), "its check passes");
    }
  }

  private void take(Watched server, StallClock.Step step, String why) {
    switch (step) {
      case NOTHING -> {}
      case ASK -> ask(server);
      case SUSPECT -> ejections.suspect(server);
      case CLEAR -> ejections.input(server, Input.PASSED, why);
      case CONFIRM -> confirm(server, why);
    }
  }

  private void ask(Watched server) {
    HealthCheck.Active check = server.pool().question();
    if (check == null) {
      judgeByTraffic(server);
      return;
    }
    asked++;
    HealthCheck.Active quick = quick(check);
    long number = ++server.question;
    try {
      prober.probe(
          server.state().id().address(), quick, result -> receive(server, quick, number, result));
    } catch (RejectedExecutionException _) { // the prober's loop is gone or full: nothing learned
      take(server, server.clock.answered(loop.nowNanos()), "it could not be asked");
    }
  }

  private static HealthCheck.Active quick(HealthCheck.Active check) {
    Duration timeout =
        check.timeout().compareTo(PROBE_TIMEOUT) < 0 ? check.timeout() : PROBE_TIMEOUT;
    return new HealthCheck.Active(
        check.probe(), check.port(), check.interval(), timeout, check.rise(), check.fall());
  }

  /** Any thread. */
  private void receive(Watched server, HealthCheck.Active check, long number, ProbeResult result) {
    try {
      loop.execute(() -> {
        if (number == server.question) {
          answered(server, check, result);
        }
      });
    } catch (RejectedExecutionException _) { // counted there; traffic or the schedule will tell
    }
  }

  private void answered(Watched server, HealthCheck.Active check, ProbeResult result) {
    boolean silent =
        result.outcome() == ProbeOutcome.FAIL
            && result.elapsedNanos() >= MOST_OF_IT * check.timeout().toNanos();
    if (silent) {
      String why =
          String.format(
              Locale.ROOT,
              "%d requests wait for a first byte, %d ms since the last; its check: %s",
              server.state().waiting(),
              server.clock.silentNanos() / 1_000_000,
              result.answer());
      take(server, server.clock.silent(), why);
    } else if (result.outcome() == ProbeOutcome.PASS && !WatchedPool.proves(check)) {
      judgeByTraffic(server);
    } else {
      take(server, server.clock.answered(loop.nowNanos()), "its check answers");
    }
  }

  private void confirm(Watched server, String why) {
    server.stalledByTraffic = false;
    if (ejections.eject(server, Ejection.Reason.STALLED, why)) {
      events.on(new Event.ServerStalled(server.state().id(), server.state().slot(), why));
    } else {
      // It stays: what waits there may as well go on waiting. Asked again when it is silent still.
      ejections.input(server, Input.RELEASE, "too many others are away");
      server.clock.forgive(loop.nowNanos());
    }
  }

  private void judgeByTraffic(Watched server) {
    double missed = server.begunPerSecond * (server.clock.silentNanos() / 1e9);
    int waiting = server.state().waiting();
    if (missed < MISSED_ANSWERS || waiting < WAITING) {
      take(server, server.clock.answered(loop.nowNanos()), "nothing proves that it stalls");
      return;
    }
    String why =
        String.format(
            Locale.ROOT,
            "%d requests wait for a first byte, %d ms since the last; no check asks for an answer",
            waiting,
            server.clock.silentNanos() / 1_000_000);
    server.clock.silent();
    server.stalledByTraffic = true;
    if (!ejections.eject(server, Ejection.Reason.STALLED, why)) {
      server.clock.forgive(loop.nowNanos());
    }
  }
}
