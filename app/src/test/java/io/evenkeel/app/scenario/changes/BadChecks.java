package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.invalid;
import static io.evenkeel.app.scenario.changes.Case.refused;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.without;

import java.util.List;

/** Health checks that would take healthy servers out, or never take a sick one out. */
final class BadChecks {
  static final List<Case> QUESTIONS =
      List.of(
          refused("a path nobody has", "EK3101", path("/api/health")),
          refused("a path with two letters swapped", "EK3101", path("/heatlh")),
          refused("a path in upper case", "EK3101", path("/Health")),
          refused("a path with a slash too many at its end", "EK3101", path("/health/")),
          refused("a path with its prefix twice", "EK3101", path("/health/health")),
          refused("a path with two slashes", "EK3101", path("//health")),
          invalid("a path without its slash", "EK1203", path("health")),
          invalid("a path with a space", "EK1204", path("\"/health \"")),
          refused("a path that needs a login", "EK3101", path("/private")),
          refused("a path that redirects", "EK3101", path("/moved")),
          refused("a path that fails", "EK3101", path("/broken")),
          refused("a path that one server of four lacks", "EK3101", path("/not-on-4")),
          doubtful("a path that fails every other time", "EK3103", path("/flaky")),
          refused("a path that needs a header", "EK3101", path("/key")),
          refused("the wrong header", "EK3101", path("/key, headers: { x-check: \"2\" }")),
          refused("a method the server does not allow", "EK3101", path("/health, method: POST")),
          invalid("a method that is none", "EK1213", path("/health, method: \"G ET\"")),
          refused("a status nobody answers", "EK3101", path("/health, status: 204")),
          refused("a status of redirects", "EK3101", path("/health, status: 300-399")),
          invalid("no status at all", "EK1214", path("/health, status: []")),
          invalid("a status that is none", "EK1214", path("/health, status: 20x")),
          refused("every status", "EK3032", path("/health, status: 200-599")),
          doubtful("not found is fine", "EK3033", path("/health, status: [200-299, \"404\"]")),
          refused("a body nobody answers", "EK3101", path("/health, body: UP")),
          refused("a body in upper case", "EK3101", in("shop", "body: ready", "body: Ready")),
          refused("a body of an answer without one", "EK3101", path("/live, body: ok")),
          doubtful("any body", "EK3033", in("shop", ", body: ready", "")),
          refused("the wrong host", "EK3101", in("shop", "host: shop.test", "host: shop.tset")),
          refused("no host", "EK3101", in("shop", ", host: shop.test", "")),
          refused("a port nobody listens on", "EK3101", path("/health, port: <dead-port>")),
          refused("a port that does not speak", "EK3101", path("/health, port: <mute-port>")),
          refused("a port of another protocol", "EK3101", path("/health, port: <smtp-port>")),
          refused("TCP on a closed port", "EK3101", check("tcp: true, port: <dead-port>")),
          refused(
              "the check of another pool", "EK3101", in("slow", "http: /health", "http: /ready")),
          refused(
              "a second check that fails",
              "EK3101",
              in("slow", "health:\n", "health:\n      liveness: { http: /alive }\n")),
          refused(
              "the first check of a pool fails",
              "EK3101",
              in("office", "round-robin\n", "round-robin\n    health: /api/health\n")));

  static final List<Case> TIMES_AND_POWERS =
      List.of(
          refused("less time than the answer takes", "EK3101", times("/lazy", "500ms", "50ms")),
          refused("no time for any answer", "EK3037", times("/health", "500ms", "1ms")),
          invalid("more time than the interval", "EK1404", times("/health", "500ms", "900ms")),
          doubtful("as much time as the interval", "EK3038", times("/health", "500ms", "500ms")),
          doubtful("a flood of checks", "EK3042", times("/health", "60ms", "50ms")),
          invalid("an interval without a unit", "EK1202", times("/health", "5", "450ms")),
          doubtful("one failure is enough", "EK3039", path("/health, fall: 1")),
          doubtful("a dead server for minutes", "EK3040", path("/health, fall: 1000")),
          refused(
              "a well server out for hours",
              "EK3041",
              path("/health, rise: 1000").and(in("api", "500ms", "10s"))),
          invalid("no success is needed", "EK1201", path("/health, rise: 0")),
          doubtful(
              "no check",
              "EK3031",
              without("slow", "http: /health").and(without("slow", "health:"))),
          doubtful(
              "checks off",
              "EK3031",
              in(
                  "api",
                  "health:\n      readiness: { http: /health, interval: 500ms, timeout: 450ms }",
                  "health: off")),
          doubtful("no liveness", "EK3031", without("shop", "tcp: true")),
          doubtful("TCP instead of HTTP", "EK3033", check("tcp: true")),
          invalid("TCP and HTTP", "EK1107", path("/health, tcp: true")),
          invalid("a body of TCP", "EK1106", check("tcp: true, body: ok")),
          invalid("neither TCP nor HTTP", "EK1107", in("api", "http: /health, ", "")),
          invalid("gRPC, which is not there yet", "EK1104", check("grpc: api.Health")));

  private BadChecks() {}

  private static Edit path(String path) {
    return check("http: " + path);
  }

  private static Edit check(String check) {
    return in("api", "http: /health", check);
  }

  private static Edit times(String path, String interval, String timeout) {
    return path(path)
        .and(in("api", "interval: 500ms", "interval: " + interval))
        .and(in("api", "timeout: 450ms", "timeout: " + timeout));
  }
}
