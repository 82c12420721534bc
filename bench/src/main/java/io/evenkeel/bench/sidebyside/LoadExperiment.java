package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.CpuTime;
import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time per request, throughput and latency. Every proxy runs all the time; only the one
 * that is measured gets load.
 *
 * <p>Latency is measured in many pieces of a second rather than few long ones. What else the
 * machine has to do takes a processor away for milliseconds now and then (a kernel thread of the
 * machine these tables come from: 20 ms every 5 s), and whichever proxy has its turn then has the
 * longer tail. Of short pieces most are spared, so their median tells the proxies apart, and the
 * quartiles tell how much was luck.
 */
record LoadExperiment(Bench bench) {
  static final String CPU = "cpu-micros";
  static final String USER = "user-micros";
  static final String SYSTEM = "system-micros";
  static final String THROUGHPUT = "per-second";
  static final String FAILED = "failed";
  static final String HALF_LOAD = "half-load-per-second";
  static final String HALF_CPU = "half-load-cpu-micros";
  static final String P50 = "half-load-p50-micros";
  static final String P99 = "half-load-p99-micros";
  static final String P999 = "half-load-p999-micros";
  static final String RESIDENT = "resident-bytes";

  /** In place of a proxy: the load on the servers themselves, the floor under all latencies. */
  static final String NO_PROXY = "no proxy";

  private static final int PIECE_SECONDS = 1;

  void run() {
    List<Case> cases = bench.options().selectedCases();
    List<RunningProxy> running = new ArrayList<>();
    try {
      for (Proxy proxy : bench.proxies()) {
        running.add(bench.start(proxy, "load"));
        bench.warmUp(running.getLast(), cases);
      }
      for (int round = 1; round <= bench.options().rounds(); round++) {
        for (Case load : cases) {
          Bench.say("round " + round + ": " + load.title());
          measure(Bench.rotated(running, round), load, round);
        }
      }
    } finally {
      running.forEach(RunningProxy::close);
    }
  }

  private void measure(List<RunningProxy> running, Case load, int round) {
    for (RunningProxy proxy : running) {
      atFullLoad(proxy, load, round);
    }
    // The first of the selection sets the pace for all: HAProxy, unless it was left out.
    String pacemaker = bench.proxies().getFirst().name();
    double most =
        bench.samples().spread(load.title(), THROUGHPUT, pacemaker).orElseThrow().median();
    int pieces = bench.options().tailPieces();
    for (int piece = 0; piece < pieces; piece++) {
      int number = (round - 1) * pieces + piece + 1;
      for (RunningProxy proxy : Bench.rotated(running, piece)) {
        atRate(proxy, load, most / 2, number);
      }
    }
    withoutProxy(load, most / 2, round);
    running.forEach(RunningProxy::emptyLogs);
  }

  private void atFullLoad(RunningProxy proxy, Case load, int round) {
    CpuTime before = proxy.cpuTime();
    LoadResult result = bench.generators().closedLoop(proxy, load, bench.options().seconds());
    CpuTime used = proxy.cpuTime().since(before);
    Samples samples = bench.samples();
    Proxy of = proxy.proxy();
    double requests = Math.max(1, result.requests());
    samples.add(load.title(), USER, of, round, used.userMicros() / requests);
    samples.add(load.title(), SYSTEM, of, round, used.systemMicros() / requests);
    samples.add(load.title(), CPU, of, round, (used.userMicros() + used.systemMicros()) / requests);
    samples.add(load.title(), THROUGHPUT, of, round, result.perSecond());
    samples.add(load.title(), FAILED, of, round, result.failed());
    samples.add(load.title(), RESIDENT, of, round, proxy.residentBytes());
  }

  private void atRate(RunningProxy proxy, Case load, double perSecond, int number) {
    CpuTime before = proxy.cpuTime();
    LoadResult result = bench.generators().openLoop(proxy.port(), load, perSecond, PIECE_SECONDS);
    CpuTime used = proxy.cpuTime().since(before);
    Samples samples = bench.samples();
    Proxy of = proxy.proxy();
    double cpu = used.userMicros() + used.systemMicros();
    samples.add(load.title(), HALF_LOAD, of, number, perSecond);
    samples.add(load.title(), HALF_CPU, of, number, cpu / (perSecond * PIECE_SECONDS));
    samples.add(load.title(), FAILED, of, number, result.failed());
    latencies(load, of.name(), number, result);
  }

  private void withoutProxy(Case load, double perSecond, int round) {
    LoadResult result =
        bench.generators().openLoop(bench.serverPort(), load, perSecond, PIECE_SECONDS);
    latencies(load, NO_PROXY, round, result);
  }

  private void latencies(Case load, String of, int number, LoadResult result) {
    Samples samples = bench.samples();
    samples.add(load.title(), P50, of, number, result.p50());
    samples.add(load.title(), P99, of, number, result.p99());
    samples.add(load.title(), P999, of, number, result.p999());
  }
}
