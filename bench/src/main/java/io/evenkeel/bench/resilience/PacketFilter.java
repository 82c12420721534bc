package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Shell;
import java.util.List;

/**
 * Lets packets to and from a port vanish, as a cut cable or a dead switch does: nothing is refused
 * and nothing answered. Only in a network namespace of our own, which {@code bench/resilience}
 * makes and which ends with the last process in it. For one thread.
 */
final class PacketFilter {
  private PacketFilter() {}

  /** Why it cannot be used here; empty when it can. */
  static String obstacle() {
    if (System.getenv("EVENKEEL_BENCH_NAMESPACE") == null) {
      return "no network namespace of its own (root, unshare and ip are needed)";
    }
    try {
      Shell.run(List.of("iptables", "-w", "-L", "INPUT", "-n"));
      return "";
    } catch (RuntimeException notPossible) {
      return "iptables does not work here";
    }
  }

  static void drop(int port) {
    change("-A", port);
  }

  static void pass(int port) {
    change("-D", port);
  }

  private static void change(String action, int port) {
    for (String side : List.of("--dport", "--sport")) {
      String number = Integer.toString(port);
      Shell.run(
          List.of("iptables", "-w", action, "INPUT", "-p", "tcp", side, number, "-j", "DROP"));
    }
  }
}
