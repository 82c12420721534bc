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
    text.append(" s at full load and ").append(options.tailPieces());
    text.append(
        " times 1 s at half, order rotated; medians, in brackets the median of the ratios ");
    text.append("of measurements made one after the other, to ").append(proxies.getFirst().name());
    text.append(" (of the tails also their quartiles). ");
    text.append("Load average before: ")
        .append(Host.loadAverage())
        .append(" (a quiet machine: below 0.2).\n");
    for (Proxy proxy : proxies) {
      text.append("\n* ").append(proxy.name()).append(": ").append(proxy.version());
    }
    text.append("\n\nAgain: `bench/side-by-side");
    arguments.forEach(argument -> text.append(' ').append(quoted(argument)));
    return text.append("`\n").toString();
  }

  /** As a shell must be given it. */
  private static String quoted(String argument) {
    return argument.matches("[\\w.,:/=+-]+") ? argument : "'" + argument + "'";
  }
}
