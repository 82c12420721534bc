package io.evenkeel.bench.resilience;

import java.nio.file.Path;
import java.util.List;

/**
 * What the survivor of a scenario can do at best, without a proxy: it is asked by as many clients
 * as it has places, and by a few more, each as fast as it answers. For one thread.
 */
record Goodput(Scenario scenario, String processors, Path folder) {
  private static final long MILLIS = 3_000;

  /** Of the beginning, which is not counted. */
  private static final long MICROS_BEFORE = 1_000_000;

  /** Answers per second; NaN where nothing limits it. */
  double measure() {
    if (!scenario.isAboutCapacity()) {
      return Double.NaN;
    }
    int places = scenario.behaviour(scenario.survivor()).slots();
    double best = 0;
    try (Servers servers = new Servers(scenario, folder, processors)) {
      for (int clients : List.of(places, places + 2, 2 * places)) {
        best = Math.max(best, perSecond(servers.server(scenario.survivor()), clients));
      }
    }
    return best;
  }

  private double perSecond(TestServer server, int clients) {
    double most = scenario.behaviour(server.number()).capacityPerSecond();
    Load load = new Load((int) (2 * most), clients);
    Load.Target target = Load.Target.soon(server.port(), processors);
    Path output = folder.resolve("goodput-" + clients + ".csv");
    try (Load.Running running = load.start(target, MILLIS, 2 * MILLIS, output)) {
      RequestLog log = running.log(10 * MILLIS);
      return log.okDoneBetween(MICROS_BEFORE, MILLIS * 1_000)
          * 1e6
          / (MILLIS * 1_000 - MICROS_BEFORE);
    }
  }
}
