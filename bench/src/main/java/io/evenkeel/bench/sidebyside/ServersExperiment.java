package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.CpuTime;
import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time per request with 3 and with 10,000 configured servers, checks off. The addresses
 * 127.0.1.1, 127.0.1.2 … all lead to the same process. With round robin a server's turn comes every
 * 10,000 requests, so most requests need a new connection to their server: the comparison holds
 * between proxies, the growth is not the cost of choosing alone.
 */
record ServersExperiment(Bench bench) {
  static final String CPU = "cpu-micros";

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

  void run() {
    for (Size size : Size.values()) {
      List<RunningProxy> running = new ArrayList<>();
      try {
        for (Proxy proxy : bench.proxies()) {
          running.add(bench.start(proxy, "servers-" + size.servers, addresses(size), false));
          bench.warmUp(running.getLast(), List.of(LOAD));
        }
        for (int round = 1; round <= bench.options().rounds(); round++) {
          Bench.say(size.title + ", round " + round);
          measure(Bench.rotated(running, round), size, round);
        }
      } finally {
        running.forEach(RunningProxy::close);
      }
    }
  }

  private void measure(List<RunningProxy> running, Size size, int round) {
    for (RunningProxy proxy : running) {
      CpuTime before = proxy.cpuTime();
      LoadResult result = bench.generators().closedLoop(proxy, LOAD, bench.options().seconds());
      CpuTime used = proxy.cpuTime().since(before);
      double cpu = (used.userMicros() + used.systemMicros()) / Math.max(1, result.requests());
      bench.samples().add(size.title, CPU, proxy.proxy(), round, cpu);
      bench.samples().add(size.title, LoadExperiment.FAILED, proxy.proxy(), round, result.failed());
      proxy.emptyLogs();
    }
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
