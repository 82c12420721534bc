package io.evenkeel.proxy.probe;

import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import java.time.Duration;
import java.util.function.Consumer;

/** The answer of one probe, told once, however many things go wrong after it. Event loop only. */
final class Verdict {
  private final Consumer<ProbeResult> whenDone;
  private final Duration timeout;
  private final long beginNanos = System.nanoTime();
  private boolean told;

  Verdict(Consumer<ProbeResult> whenDone, Duration timeout) {
    this.whenDone = whenDone;
    this.timeout = timeout;
  }

  boolean told() {
    return told;
  }

  /** What is left of the probe's time; at least 1 ns. */
  long leftNanos() {
    return Math.max(1, timeout.toNanos() - (System.nanoTime() - beginNanos));
  }

  void pass(String answer) {
    tell(ProbeOutcome.PASS, answer);
  }

  void fail(String answer) {
    tell(ProbeOutcome.FAIL, answer);
  }

  /**
   * @param how far the probe had come: {@code connected}
   */
  void timedOut(String how) {
    fail("timeout after " + text(timeout) + " (" + how + ")");
  }

  void notConnected(ConnectFailure why, String detail) {
    switch (why) {
      case REFUSED, UNREACHABLE -> fail(detail);
      case TIMED_OUT -> timedOut(detail.equals("connect timeout") ? "connecting" : detail);
      case LOCAL -> tell(ProbeOutcome.INCONCLUSIVE, detail);
    }
  }

  private void tell(ProbeOutcome outcome, String answer) {
    if (!told) {
      told = true;
      whenDone.accept(new ProbeResult(outcome, answer, System.nanoTime() - beginNanos));
    }
  }

  /** {@code 1s}, {@code 250ms}: as in the configuration. */
  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
