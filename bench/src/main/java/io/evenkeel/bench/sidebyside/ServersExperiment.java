package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.CpuTime;
import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;
import io.evenkeel.bench.product.TcpOpens;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time per request with 3 and with 10,000 configured servers, checks off. The addresses
 * 127.0.1.1, 127.0.1.2 … all lead to the same process, which cannot hold ten thousand connections
 * of each proxy at once. So the proxies take turns, each with both sizes in every round.
 *
 * <p>With round robin a server's turn comes every 10,000 requests. A proxy that keeps that many
 * connections has opened them before anything is counted; what the others open is shown.
 */
record ServersExperiment(Bench bench) {
  static final String CPU = "cpu-micros";
  static final String USER = "user-micros";
  static final String GROWTH = "growth-percent";
  static final String OPENED = "opened-per-100";

  /** How many servers are configured. */
  enum Size {
    FEW("3 servers", 3),
    MANY("10,000 servers", 10_000);

    final String title;
    final int servers;

    Size(String title, int servers) {
      this.title = title;
      this.servers = servers;
    }
  }

  private static final Case LOAD = new Case(Case.Payload.SMALL, 32, true);
  private static final int HOSTS_PER_NET = 250;

  /** Load comes in pieces of this until another one costs no less, and opens hardly anything. */
  private static final int WARM_UP_SECONDS = 5;

  /** Some proxies open connections for ever. */
  private static final int MOST_WARM_UP_SECONDS = 60;

  private static final double HARDLY_LESS = 0.97;
  private static final double HARDLY_ANY_PER_100 = 1;

  void run() {
    for (Proxy proxy : bench.proxies()) {
      try (RunningProxy few = started(proxy, Size.FEW);
          RunningProxy many = started(proxy, Size.MANY)) {
        for (int round = 1; round <= bench.options().rounds(); round++) {
          Bench.say("servers, " + proxy.name() + ", round " + round);
          double before = measure(few, Size.FEW, round);
          double growth = measure(many, Size.MANY, round) / before - 1;
          bench.samples().add(Size.MANY.title, GROWTH, proxy, round, growth * 100);
        }
      }
    }
  }

  private RunningProxy started(Proxy proxy, Size size) {
    RunningProxy running = bench.start(proxy, "servers-" + size.servers, addresses(size), false);
    bench.warmUp(running, List.of(LOAD));
    double before = Double.MAX_VALUE;
    for (int seconds = 0; seconds < MOST_WARM_UP_SECONDS; seconds += WARM_UP_SECONDS) {
      Load load = load(running, WARM_UP_SECONDS);
      if (load.cpuMicros() > before * HARDLY_LESS && load.openedPer100() < HARDLY_ANY_PER_100) {
        break;
      }
      before = load.cpuMicros();
    }
    return running;
  }

  private double measure(RunningProxy running, Size size, int round) {
    Load load = load(running, bench.options().seconds());
    Samples samples = bench.samples();
    samples.add(size.title, CPU, running.proxy(), round, load.cpuMicros());
    samples.add(size.title, USER, running.proxy(), round, load.userMicros());
    samples.add(size.title, OPENED, running.proxy(), round, load.openedPer100());
    samples.add(size.title, LoadExperiment.FAILED, running.proxy(), round, load.failed());
    running.emptyLogs();
    return load.cpuMicros();
  }

  /**
   * What some seconds of load came to.
   *
   * @param cpuMicros per request
   * @param userMicros of these, outside of the kernel
   * @param openedPer100 connections to servers, for each hundred requests
   */
  private record Load(double cpuMicros, double userMicros, double openedPer100, double failed) {}

  private Load load(RunningProxy running, int seconds) {
    CpuTime before = running.cpuTime();
    long openedBefore = TcpOpens.count();
    LoadResult result = bench.generators().closedLoop(running, LOAD, seconds);
    CpuTime used = running.cpuTime().since(before);
    double requests = Math.max(1, result.requests());
    long opened = TcpOpens.count() - openedBefore - LOAD.connections();
    return new Load(
        (used.userMicros() + used.systemMicros()) / requests,
        used.userMicros() / requests,
        Math.max(0, opened) * 100 / requests,
        result.failed());
  }

  private List<String> addresses(Size size) {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < size.servers; i++) {
      String host = "127.0." + (1 + i / HOSTS_PER_NET) + "." + (1 + i % HOSTS_PER_NET);
      addresses.add(host + ":" + bench.serverPort());
    }
    return addresses;
  }
}
