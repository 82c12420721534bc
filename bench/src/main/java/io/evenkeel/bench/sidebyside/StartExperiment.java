package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;

/** Milliseconds from the start of the process to its first answer to a client. */
record StartExperiment(Bench bench) {
  static final String TITLE = "start";
  static final String MILLIS = "millis";

  /** Starts are cheap, and their spread is wide. */
  private static final int STARTS = 5;

  void run() {
    for (int round = 1; round <= STARTS; round++) {
      Bench.say("start " + round);
      for (Proxy proxy : Bench.rotated(bench.proxies(), round)) {
        try (RunningProxy running = bench.start(proxy, "start-" + round)) {
          bench.samples().add(TITLE, MILLIS, proxy, round, running.startMillis());
        }
      }
    }
  }
}
