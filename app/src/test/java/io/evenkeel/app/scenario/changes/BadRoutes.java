package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.invalid;
import static io.evenkeel.app.scenario.changes.Case.refused;
import static io.evenkeel.app.scenario.changes.Edit.append;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.without;

import java.util.List;

/** Requests that would go nowhere, or elsewhere; addresses and files that cannot be had. */
final class BadRoutes {
  private static final Edit DEAD_POOL =
      append("  gone:\n    servers: { gone-1: \"<dead>\", gone-2: \"<dead-2>\" }\n");

  static final List<Case> ROUTES =
      List.of(
          refused(
              "what takes everything stands first",
              "EK3051",
              without("web", "- { pool: api }").and(first("{ pool: api }"))),
          refused(
              "a redirect takes everything",
              "EK3051",
              first("{ redirect: { to: \"https://new.test/\" } }")),
          refused("an answer takes everything", "EK3051", first("{ respond: { status: 503 } }")),
          refused(
              "a prefix that takes a pool's requests",
              "EK3051",
              first("{ path: /v1/, pool: api }")),
          refused(
              "the route of most traffic is deleted, of which another listener has one",
              "EK3056",
              without("web", "- { pool: api }")),
          doubtful(
              "a route is deleted, another takes over", "EK3054", without("web", "pool: slow")),
          doubtful("a pool without a route", "EK3055", without("web", "pool: shop")),
          doubtful("a path mistyped", "EK3054", in("web", "/v1/slow/", "/v1/slwo/")),
          doubtful("a host mistyped", "EK3054", in("web", "host: shop.test", "host: shop.tset")),
          doubtful(
              "only one method", "EK3054", in("web", "/v1/slow/,", "/v1/slow/, method: POST,")),
          doubtful(
              "only with a header",
              "EK3054",
              in("web", "host: shop.test,", "host: shop.test, headers: { x-beta: \"1\" },")),
          doubtful(
              "to the wrong pool",
              "EK3053",
              in("web", "host: shop.test, pool: shop", "host: shop.test, pool: slow")),
          refused(
              "to a pool that is dead",
              "EK3107",
              DEAD_POOL.and(in("web", "pool: office", "pool: gone"))),
          refused(
              "half of it to a pool that is dead",
              "EK3107",
              DEAD_POOL.and(in("web", "pool: office", "split: { office: 50, gone: 50 }"))),
          doubtful(
              "a route that is never reached",
              "EK3052",
              in(
                  "web",
                  "- { pool: api }",
                  "- { pool: api }\n      - { path: /late/, pool: shop }")),
          invalid(
              "to a pool that does not exist", "EK1305", in("web", "pool: office", "pool: ofice")),
          invalid(
              "a split of nothing", "EK1307", in("web", "pool: office", "split: { office: 0 }")),
          invalid(
              "two actions",
              "EK1304",
              in("web", "pool: office", "pool: office, redirect: { to: / }")),
          invalid("no action", "EK1304", in("web", ", pool: office", "")),
          invalid("a route's path without its slash", "EK1204", in("web", "/v1/slow/", "v1/slow/")),
          invalid("a path with a query", "EK1204", in("web", "/v1/slow/", "\"/v1/slow/?a=1\"")),
          invalid(
              "no routes",
              "EK1302",
              in("side", "routes:\n      - { pool: office }", "routes: []")));

  static final List<Case> LISTENERS =
      List.of(
          refused("an address that is taken", "EK3120", bind("\"<web>\", \"<mute>\"")),
          refused("an address of another machine", "EK3120", bind("\"<web>\", \"192.0.2.1:8080\"")),
          invalid("an address that is bound already", "EK1303", bind("\"<web>\", \"<side>\"")),
          invalid("an address that is none", "EK1207", bind("\"<web>\", \"here\"")),
          refused("the address with traffic is given up", "EK3056", bind("\"<third>\"")),
          refused("a listener with traffic is removed", "EK3056", removed("side", "office")),
          doubtful(
              "an address without traffic is given up",
              "EK3058",
              in("quiet", "<quiet>", "<third>")),
          doubtful("a listener without traffic is removed", "EK3057", removed("quiet", "api")),
          doubtful(
              "fewer connections than half",
              "EK3059",
              in("web", "connections: 1000", "connections: 45")),
          doubtful(
              "smaller heads",
              "EK3059",
              in("web", "connections: 1000", "connections: 1000, header-bytes: 1KiB")),
          doubtful(
              "other proxies are believed",
              "EK3060",
              in("web", "limits:", "trusted-proxies: [ 127.0.0.0/8 ]\n    limits:")),
          refused(
              "a log in a folder that is not there",
              "EK3123",
              log("<folder>/nowhere/access.jsonl")),
          refused("a log that is a folder", "EK3123", log("<folder>")),
          refused("a log that cannot be written", "EK3123", log("/proc/none/access.jsonl")),
          invalid("TLS, which is not there yet", "EK1104", tls("cert: valid.pem")),
          invalid("a certificate that has expired", "EK1315", tls("cert: expired.pem")),
          invalid("a key of another certificate", "EK1314", tls("cert: valid.pem, key: other.key")),
          invalid("a certificate that is not there", "EK1001", tls("cert: nowhere.pem")),
          invalid("a key for a certificate", "EK1312", tls("cert: other.key")),
          invalid("a certificate elsewhere", "EK1001", tls("cert: /etc/ssl/cert.pem")));

  private BadRoutes() {}

  private static Edit tls(String certificate) {
    return in("side", "bind:", "tls: { certificates: [ { " + certificate + " } ] }\n    bind:");
  }

  private static Edit first(String route) {
    return in("web", "    routes:\n", "    routes:\n      - " + route + "\n");
  }

  private static Edit bind(String addresses) {
    return in("web", "bind: \"<web>\"", "bind: [ " + addresses + " ]");
  }

  private static Edit log(String to) {
    return in("web", "<folder>/access.jsonl", to);
  }

  private static Edit removed(String listener, String pool) {
    return Edit.swap(
        "  %1$s:\n    bind: \"<%1$s>\"\n    routes:\n      - { pool: %2$s }\n"
            .formatted(listener, pool),
        "");
  }
}
