package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks a server whose traffic fails at once and not when its check is due, and again soon while it
 * fails, until the check has its verdict: a server that was killed is known within a second, not
 * after {@code fall} intervals. Control loop only.
 */
final class ExtraProbes {
  /** Between a failure and the next question: long enough for a process that just restarts. */
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** When more servers than this fail together, what the schedule sends has to do. */
  private static final int MOST = 64;

  private final ControlLoop loop;
  private final Consumer<Check> send;
  private final Set<Check> underWay = new HashSet<>();

  /**
   * @param send sends a probe, whose answer comes back by {@link #answered}
   */
  ExtraProbes(ControlLoop loop, Consumer<Check> send) {
    this.loop = loop;
    this.send = send;
  }

  /** Asks the checks of {@code server} now. */
  void ask(CheckedServer server) {
    for (Check check : server.checks()) {
      if (check.state().health() == Health.HEALTHY
          && underWay.size() < MOST
          && underWay.add(check)) {
        send.accept(check);
      }
    }
  }

  /** An answer came, and has been counted. */
  void answered(Check check, ProbeResult result) {
    boolean again =
        result.outcome() == ProbeOutcome.FAIL
            && check.state().health() == Health.HEALTHY
            && !check.removed();
    if (again) {
      loop.at(loop.nowNanos() + AGAIN_NANOS, () -> send.accept(check));
    } else {
      underWay.remove(check);
    }
  }
}
