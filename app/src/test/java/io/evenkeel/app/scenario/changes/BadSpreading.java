package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.invalid;
import static io.evenkeel.app.scenario.changes.Case.refused;
import static io.evenkeel.app.scenario.changes.Edit.in;

import java.util.List;

/** Balancers, limits, timeouts and guards that the traffic of now does not fit into. */
final class BadSpreading {
  static final List<Case> CASES =
      List.of(
          refused("by source, and there is one client", "EK3201", office("source")),
          refused("by source hash, and there is one client", "EK3201", office("ring-hash")),
          refused(
              "by a header all requests share",
              "EK3022",
              office("maglev\n    hash-on: \"header:host\"")),
          doubtful(
              "by a path that may be popular", "EK3021", office("rendezvous\n    hash-on: path")),
          doubtful("by a cookie", "EK3021", office("maglev\n    hash-on: \"cookie:id\"")),
          doubtful(
              "clients stick to servers",
              "EK3023",
              office("round-robin\n    sticky: { cookie: ek }")),
          invalid("a balancer that does not exist", "EK1105", office("least-conections")),
          invalid(
              "a key to hash without hashing", "EK1405", office("round-robin\n    hash-on: path")),
          invalid("a key that is none", "EK1216", office("maglev\n    hash-on: header")),
          refused(
              "fewer requests than there are at once",
              "EK3205",
              limits("requests-per-server: 1, queue: 0")),
          refused(
              "fewer connections than requests at once",
              "EK3205",
              limits("requests-per-server: 64, queue: 0, connections-per-server: 1")),
          refused(
              "servers with less room than traffic",
              "EK3205",
              limits("requests-per-server: 64, queue: 0").and(slow("slow-1")).and(slow("slow-2"))),
          invalid("no request at once", "EK1201", limits("requests-per-server: 0")),
          refused(
              "less time than the answers take",
              "EK3203",
              in("slow", "response: 2s", "response: 10ms")),
          refused(
              "a time that a lost packet ends",
              "EK3020",
              in("slow", "response: 2s", "response: 1ms")),
          refused(
              "no time to connect",
              "EK3020",
              in("slow", "response: 2s", "response: 2s, connect: 1ms")),
          refused(
              "a route with less time than its answers take",
              "EK3203",
              in("web", "pool: slow }", "pool: slow, timeout: 10ms }")),
          doubtful("no guard against mass failure", "EK3016", guards("min-healthy: 0%")),
          doubtful("503 when checks fail everywhere", "EK3016", guards("when-unhealthy: fail")),
          invalid("more than all must be healthy", "EK1206", guards("min-healthy: 150%")),
          invalid(
              "a protocol that is not there yet",
              "EK1104",
              office("round-robin\n    protocol: h2c")),
          invalid(
              "retries of something unknown",
              "EK1105",
              office("round-robin\n    retries: { on: [reset-all] }")));

  private BadSpreading() {}

  private static Edit office(String balance) {
    return in("office", "balance: round-robin", "balance: " + balance);
  }

  private static Edit limits(String limits) {
    return in("slow", "requests-per-server: 64, queue: 64", limits);
  }

  private static Edit slow(String server) {
    return in("slow", "<" + server + ">\", weight: 1", "<" + server + ">\", max-requests: 1");
  }

  private static Edit guards(String guards) {
    return in(
        "api", "balance: round-robin\n", "balance: round-robin\n    guards: { " + guards + " }\n");
  }
}
