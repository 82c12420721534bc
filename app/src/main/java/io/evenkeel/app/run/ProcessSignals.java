package io.evenkeel.app.run;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What signals mean to a running balancer: HUP reloads; TERM and INT drain and stop, and the second
 * of them ends the process at once.
 */
final class ProcessSignals {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

  /** What a shell reports for a process that was interrupted, 128 + SIGINT. */
  private static final int ENDED_AT_ONCE = 130;

  private ProcessSignals() {}

  /** From now on signals reach {@code balancer}. */
  static void attach(RunningBalancer balancer) {
    AtomicBoolean ending = new AtomicBoolean();
    Signals.on("HUP", () -> balancer.reload("SIGHUP"));
    for (String name : new String[] {"TERM", "INT"}) {
      Signals.on(name, () -> end(balancer, ending, "SIG" + name));
    }
  }

  private static void end(RunningBalancer balancer, AtomicBoolean ending, String signal) {
    if (ending.getAndSet(true)) {
      LOG.atWarn().setMessage("event=ended-at-once").addKeyValue("cause", "second " + signal).log();
      Runtime.getRuntime().halt(ENDED_AT_ONCE);
    }
    // Not on the signal's thread: it must stay free for the second signal.
    Thread.ofVirtual().name("drain").start(() -> balancer.drainAndStop(signal));
  }
}
