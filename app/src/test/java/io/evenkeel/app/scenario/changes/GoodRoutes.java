package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.safe;
import static io.evenkeel.app.scenario.changes.Edit.append;
import static io.evenkeel.app.scenario.changes.Edit.extend;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.swap;
import static io.evenkeel.app.scenario.changes.Edit.without;

import java.util.List;

/** New ways in and through, and a policy that becomes stricter. */
final class GoodRoutes {
  static final List<Case> ROUTES =
      List.of(
          safe(
              "a new pool and its route, before what takes everything",
              append(
                      "  next:\n    health: /health\n    servers: { next-1: \"<spare-1>\", next-2: \"<spare-2>\" }\n")
                  .and(first("{ path: /v2/, pool: next }"))),
          safe("by host", first("{ host: office.test, pool: office }")),
          safe("by header", first("{ headers: { x-beta: \"1\" }, pool: office }")),
          safe("by method", first("{ path: /v1/items, method: [PUT, DELETE], pool: office }")),
          safe(
              "exactly one path",
              first(
                  "{ path: \"= /robots.txt\", respond: { status: 200, body: \"User-agent: *\" } }")),
          safe("a redirect", first("{ path: \"= /old\", redirect: { to: /new, status: 308 } }")),
          safe("an answer", first("{ path: /ping, respond: { status: 200, body: pong } }")),
          safe("a split of a new path", first("{ path: /v2/, split: { api: 90, office: 10 } }")),
          doubtful(
              "a split of the traffic of now",
              "EK3053",
              in("web", "pool: office", "split: { office: 90, api: 10 }")),
          doubtful(
              "a route moves to another pool that answers",
              "EK3053",
              in("web", "pool: office", "pool: api")),
          safe(
              "a time for a route, more than enough",
              in("web", "pool: slow }", "pool: slow, timeout: 5s }")),
          safe(
              "routes that do not overlap change places",
              without("web", "pool: slow")
                  .and(
                      in(
                          "web",
                          "      - { path: /v1/office/, pool: office }\n",
                          "      - { path: /v1/office/, pool: office }\n      - { path: /v1/slow/, pool: slow }\n"))),
          safe(
              "a second listener",
              extend("side", "  third:\n    bind: \"<third>\"\n    routes: [ { pool: api } ]\n")),
          safe(
              "a second address", in("web", "bind: \"<web>\"", "bind: [ \"<web>\", \"<third>\" ]")),
          safe("another access log", in("web", "access.jsonl", "other.jsonl")),
          safe(
              "no access log",
              in("web", "access-log: { to: <folder>/access.jsonl }", "access-log: off")),
          safe("more connections of clients", in("web", "connections: 1000", "connections: 2000")),
          safe(
              "longer patience with clients",
              in(
                  "web",
                  "connections: 1000",
                  "connections: 1000, idle-timeout: 90s, header-timeout: 20s")),
          doubtful(
              "a proxy is believed",
              "EK3060",
              in("web", "limits:", "trusted-proxies: [ 10.0.0.0/8 ]\n    limits:")));

  static final List<Case> POLICY =
      List.of(
          safe("more approvals", swap("approvals: 1", "approvals: 2")),
          safe(
              "a smaller blast radius",
              swap("approvals: 1\n", "approvals: 1\n  max-servers: 40%\n")),
          safe(
              "a freeze later",
              swap(
                  "approvals: 1\n",
                  "approvals: 1\n  freeze: [ \"<in-three-days> 16:00 - <in-four-days> 08:00 UTC\" ]\n")),
          safe(
              "a longer canary",
              swap("canary: 30%, canary-for: 200ms", "canary: 20%, canary-for: 400ms")),
          safe("fewer errors are allowed", swap("{ p99: x100 }", "{ p99: x50, error-rate: +1% }")),
          doubtful(
              "one more user",
              "EK3005",
              swap(
                  "role: admin }\n",
                  "role: admin }\n    fay: { token-sha256: <fay>, role: viewer }\n")));

  private GoodRoutes() {}

  private static Edit first(String route) {
    return in("web", "    routes:\n", "    routes:\n      - " + route + "\n");
  }
}
