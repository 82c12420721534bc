package io.evenkeel.proxy;

import io.evenkeel.proxy.listen.Transport;

/**
 * How the data plane runs; fixed for the life of the process.
 *
 * @param transport what the event loops wait on
 * @param lanes event loops
 * @param version of the product, as probes say it
 */
public record ProxyOptions(Transport transport, int lanes, String version) {
  public ProxyOptions {
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes: " + lanes + " (expected: >= 1)");
    }
  }

  /** The best transport, and a loop for each processor, or what {@code -Devenkeel.loops} says. */
  public static ProxyOptions standard(String version) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ProxyOptions(
        Transport.best(), Math.max(1, Integer.getInteger("evenkeel.loops", processors)), version);
  }
}
