package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;
import io.evenkeel.bench.product.Shell;
import io.evenkeel.bench.product.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What all experiments of a run share.
 *
 * @param folder for everything that the run writes on its way
 * @param serverPort the first of the ports with a server
 */
record Bench(
    Options options,
    List<Proxy> proxies,
    Generators generators,
    Path folder,
    int serverPort,
    Samples samples) {
  /** As many as the smallest useful configuration has. */
  static final int SERVERS = 3;

  /** Starts a proxy in front of the usual servers. */
  RunningProxy start(Proxy proxy, String purpose) {
    List<String> servers = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      servers.add("127.0.0.1:" + (serverPort + i));
    }
    return start(proxy, purpose, servers, true);
  }

  RunningProxy start(Proxy proxy, String purpose, List<String> servers, boolean checks) {
    Path place = folder.resolve(purpose + "-" + proxy.name());
    Site site = new Site(place, Shell.freePort(), servers, checks, 1);
    return RunningProxy.start(proxy, site, options.proxyProcessors());
  }

  /** Load that is not counted, all cases in turn, for as long as the proxy asks for. */
  void warmUp(RunningProxy proxy, List<Case> cases) {
    int seconds = Math.min(options.warmUp(), proxy.proxy().warmUpSeconds());
    for (int i = 0; i < seconds; i++) {
      generators.closedLoop(proxy, cases.get(i % cases.size()), 1);
    }
  }

  /** The same in another order per round, so that none is always first. */
  static <T> List<T> rotated(List<T> items, int round) {
    List<T> rotated = new ArrayList<>(items);
    Collections.rotate(rotated, -round);
    return rotated;
  }

  /** Tells the person who waits what is being measured. */
  static void say(String what) {
    System.err.println(what);
  }
}
