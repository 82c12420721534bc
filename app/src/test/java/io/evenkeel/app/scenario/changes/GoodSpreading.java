package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.safe;
import static io.evenkeel.app.scenario.changes.Edit.in;

import java.util.List;

/** Balancers, limits, timeouts and guards that the traffic of now fits into. */
final class GoodSpreading {
  static final List<Case> CASES =
      List.of(
          safe("power of two", api("p2c")),
          safe("least connections", api("least-connections")),
          safe("peak EWMA", api("ewma")),
          safe("by lot", api("random")),
          doubtful("by source, and there are many clients", "EK3021", api("maglev")),
          doubtful(
              "by a header, and there are many clients",
              "EK3021",
              api("ring-hash\n    hash-on: \"header:x-user\"")),
          doubtful(
              "clients stick to servers, and there are many",
              "EK3023",
              api("round-robin\n    sticky: { cookie: ek }")),
          safe("one more attempt", api("round-robin\n    retries: { attempts: 3 }")),
          safe("no slow start", api("round-robin\n    slow-start: 0s")),
          safe("a shorter slow start", api("round-robin\n    slow-start: 10s")),
          safe("more must be healthy", api("round-robin\n    guards: { min-healthy: 75% }")),
          safe(
              "last known good",
              api("round-robin\n    guards: { when-unhealthy: last-known-good }")),
          safe("higher limits", limits("requests-per-server: 128, queue: 256")),
          safe(
              "limits that are lower, and high enough",
              limits("requests-per-server: 48, queue: 48")),
          safe(
              "a longer wait in the queue",
              limits("requests-per-server: 64, queue: 64, queue-timeout: 3s")),
          safe(
              "more connections to servers",
              limits("requests-per-server: 64, queue: 64, connections-per-server: 1024")),
          safe("more time for answers", in("slow", "response: 2s", "response: 10s")),
          safe("less time for answers, still enough", in("slow", "response: 2s", "response: 1s")),
          safe(
              "more time to connect",
              in("slow", "response: 2s", "response: 2s, connect: 3s, idle: 30s")));

  private GoodSpreading() {}

  private static Edit api(String balance) {
    return in("api", "balance: round-robin", "balance: " + balance);
  }

  private static Edit limits(String limits) {
    return in("slow", "requests-per-server: 64, queue: 64", limits);
  }
}
