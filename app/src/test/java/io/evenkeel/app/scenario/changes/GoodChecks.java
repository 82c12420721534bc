package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.safe;
import static io.evenkeel.app.scenario.changes.Edit.in;

import java.util.List;

/** Checks that the servers pass. Another question is looked at by a second pair of eyes. */
final class GoodChecks {
  static final List<Case> CASES =
      List.of(
          doubtful("a new path, which the servers answer already", "EK3036", path("/status")),
          doubtful("a path that is nearly the old one, and there", "EK3034", path("/healthz")),
          doubtful("HEAD instead of GET", "EK3036", path("/health, method: HEAD")),
          doubtful("a body as well", "EK3036", path("/health, body: ok")),
          doubtful(
              "the header that is needed", "EK3036", path("/key, headers: { x-check: \"1\" }")),
          doubtful(
              "a port of its own",
              "EK3035",
              in("slow", "http: /health,", "http: /health, port: <api-1-port>,")),
          safe("rarer", in("api", "interval: 500ms", "interval: 1s")),
          safe("more time", in("api", "timeout: 450ms", "timeout: 490ms")),
          safe("less time, still enough", in("api", "timeout: 450ms", "timeout: 400ms")),
          safe("more failures, and more successes", path("/health, fall: 5, rise: 3")),
          safe("fewer failures", path("/health, fall: 2")),
          safe(
              "liveness as well",
              in(
                  "api",
                  "health:\n",
                  "health:\n      liveness: { tcp: true, interval: 500ms, timeout: 450ms }\n")),
          safe(
              "the first check of a pool",
              in(
                  "office",
                  "balance: round-robin\n",
                  "balance: round-robin\n    health: { readiness: { http: /health, interval: 500ms, timeout: 450ms } }\n")));

  private GoodChecks() {}

  private static Edit path(String path) {
    return in("api", "http: /health", "http: " + path);
  }
}
