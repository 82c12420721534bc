package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;
import io.evenkeel.bench.product.Shell;
import io.evenkeel.bench.product.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One scenario with one proxy: new servers, a new proxy, load, the fault, its end, and the record
 * of what clients and servers saw. For one thread.
 *
 * @param folder of its own
 */
record Trial(Scenario scenario, Proxy proxy, Timing timing, String processors, Path folder) {
  private static final int THREADS = 2;

  /** After servers have started: as long as two checks of everybody take, and some. */
  private static final int SETTLE_SECONDS = 5;

  private static final int MOST_WARM_UP_SECONDS = 10;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  Outcome run(double bestGoodput) {
    create(folder);
    try (Servers servers = new Servers(scenario, folder, processors)) {
      Site site = new Site(folder, Shell.freePort(), servers.addresses(), true, THREADS);
      try (RunningProxy running = RunningProxy.start(proxy, site, processors)) {
        warmUp(running);
        return measure(running, servers, bestGoodput);
      }
    }
  }

  private void warmUp(RunningProxy running) {
    int seconds = Math.clamp(proxy.warmUpSeconds(), SETTLE_SECONDS, MOST_WARM_UP_SECONDS);
    Load.Target target = Load.Target.soon(running.port(), processors);
    try (Load.Running load = start(target, seconds * 1_000L, "warm-up.csv")) {
      load.log(seconds * 1_000L + 4 * Load.TIMEOUT_MILLIS);
    }
  }

  private Load.Running start(Load.Target target, long millis, String output) {
    return scenario.load().start(target, millis, Load.TIMEOUT_MILLIS, folder.resolve(output));
  }

  private Outcome measure(RunningProxy running, Servers servers, double bestGoodput) {
    Load.Target target = Load.Target.soon(running.port(), processors);
    servers.all().forEach(server -> server.control().countFrom(target.beginNanos()));
    try (Load.Running load = start(target, timing.totalMillis(), "requests.csv")) {
      long peak = play(servers, target.beginNanos());
      RequestLog log = load.log(4 * Load.TIMEOUT_MILLIS);
      List<long[]> arrivals = new ArrayList<>();
      servers.all().forEach(server -> arrivals.add(server.control().arrivals()));
      int deaths = survivors(servers).stream().mapToInt(TestServer::deaths).sum();
      return new Outcome(scenario, timing, log, arrivals, peak, deaths, bestGoodput);
    }
  }

  private List<TestServer> survivors(Servers servers) {
    return servers.all().stream()
        .filter(server -> !scenario.fault().victims().contains(server.number()))
        .toList();
  }

  /** Does what the fault says when it is time; returns the survivors' peak up to its end. */
  private long play(Servers servers, long beginNanos) {
    List<Fault.Step> steps = new ArrayList<>();
    steps.add(new Fault.Step(timing.beginMillis(), Trial::forgetPeaks));
    steps.addAll(scenario.fault().steps(timing));
    long[] peak = new long[1];
    steps.add(new Fault.Step(timing.endMillis(), s -> peak[0] = peak(s)));
    steps.add(new Fault.Step(timing.totalMillis(), s -> {}));
    for (Fault.Step step : steps) {
      long at = beginNanos + TimeUnit.MILLISECONDS.toNanos(step.atMillis());
      for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
        LockSupport.parkNanos(Math.min(left, POLL_NANOS));
        servers.supervise();
      }
      step.action().accept(servers);
    }
    return peak[0];
  }

  private static void forgetPeaks(Servers servers) {
    servers.all().forEach(server -> server.control().forgetPeak());
  }

  private long peak(Servers servers) {
    return survivors(servers).stream().mapToLong(s -> s.control().peak()).max().orElse(0);
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }
}
