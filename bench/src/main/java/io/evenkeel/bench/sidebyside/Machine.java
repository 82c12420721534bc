package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Host;
import io.evenkeel.bench.product.Proxy;
import java.util.List;

/** Says on what a run ran, and how. */
final class Machine {
  private Machine() {}

  static String describe(Options options, List<Proxy> proxies, List<String> arguments) {
    StringBuilder text = new StringBuilder();
    text.append(Host.description());
    text.append(". Proxy on processor ").append(options.proxyProcessors());
    text.append(", load and servers on ").append(options.loadProcessors()).append("; ");
    text.append(options.rounds()).append(" rounds of ").append(options.seconds());
    text.append(" s, order rotated; medians, in brackets the median of the ratios within a round ");
    text.append("to ").append(proxies.getFirst().name()).append(". ");
    text.append("Load average before: ")
        .append(Host.loadAverage())
        .append(" (a quiet machine: below 0.2).\n");
    for (Proxy proxy : proxies) {
      text.append("\n* ").append(proxy.name()).append(": ").append(proxy.version());
    }
    text.append("\n\nAgain: `bench/side-by-side");
    arguments.forEach(argument -> text.append(' ').append(argument));
    return text.append("`\n").toString();
  }
}
