package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Hosts;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.NameTypes;
import io.evenkeel.control.config.scalar.Paths;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.scalar.Tokens;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one route. */
final class RouteKeys {
  static final Key<HostPattern> HOST =
      Key.of(
              "host",
              Hosts.PATTERN,
              "api.example.com",
              "Host of the request, without port; `*.example.com` for every name below it.")
          .byDefault("any", new HostPattern.Any());

  static final Key<PathPattern> PATH =
      Key.of(
              "path",
              Paths.PATTERN,
              "/v1/",
              "What the path begins with; `\"= /old\"` for exactly this path. Dot segments and"
                  + " needless escapes are removed before.")
          .byDefault("any", new PathPattern.Any());

  static final Key<List<String>> METHOD =
      Key.<List<String>>of(
              "method", ListOf.oneOrMany(Tokens.METHOD), "[GET, POST]", "Methods of the request.")
          .byDefault("any", List.of());

  static final Key<Map<String, String>> HEADERS =
      Key.<Map<String, String>>of(
              "headers",
              Named.of("header", Tokens::headerName, Tokens.HEADER_VALUE),
              "{ x-canary: \"1\" }",
              "Header fields that must have these values, all of them.")
          .byDefault("any", Map.of());

  static final Key<PoolName> POOL =
      Key.of("pool", NameTypes.POOL_REFERENCE.then(RouteKeys::noted), "api", "Proxy to this pool.");

  static final Key<Duration> TIMEOUT =
      Key.of(
              "timeout",
              Durations.ANY,
              "30s",
              "From the end of the request's head to the head of the response, all attempts"
                  + " included; `0s`: only the pool's timeouts.")
          .byDefault("0s");

  static final Key<RouteAction> REDIRECT =
      Key.of(
          "redirect", AnswerKeys.REDIRECT, "{ to: /new, status: 308 }", "Answer with a redirect.");

  static final Key<RouteAction> RESPOND =
      Key.of(
          "respond",
          AnswerKeys.RESPOND,
          "{ status: 200, body: ok }",
          "Answer with a fixed response.");

  static final Key<Map<PoolName, Integer>> SPLIT =
      Key.of(
          "split",
          Named.of("pool", RouteKeys::notedName, Integers.between(0, Server.MAX_WEIGHT)),
          "{ api: 95, api-next: 5 }",
          "Proxy to one of several pools, drawn by weight.");

  static final Key<Fields> MIRROR =
      Key.of(
              "mirror",
              Section.checked(
                  "mirror",
                  List.of(
                      Key.of("pool", POOL.type(), "staging", "Which pool gets the copies."),
                      Key.of("share", Shares.SHARE, "10%", "Of the requests."))),
              "{ pool: staging, share: 10% }",
              "Send copies of requests to another pool, whose answers are dropped.")
          .notYet(Capability.MIRRORING);

  static final Key<Priority> PRIORITY =
      Key.of(
              "priority",
              Choice.of(priorities()),
              "high",
              "Under overload requests of `low` priority are turned away first, those of `high`"
                  + " last.")
          .byDefault("normal");

  static final Key<List<RateLimit>> RATE_LIMIT =
      Key.<List<RateLimit>>of(
              "rate-limit",
              ListOf.oneOrMany(RateLimitKeys.SECTION),
              "{ requests: 100, per: 1s, burst: 50, by: client }",
              "Requests that the route takes in a time; further ones get 429. With several limits"
                  + " a request has to keep all of them.")
          .byDefault("none", List.of());

  static final Section<PlacedRoute> SECTION =
      Section.of(
          "route",
          List.of(
              HOST,
              PATH,
              METHOD,
              HEADERS,
              POOL,
              TIMEOUT,
              REDIRECT,
              RESPOND,
              SPLIT,
              MIRROR,
              PRIORITY,
              RATE_LIMIT),
          RouteBinder::bind);

  private RouteKeys() {}

  private static Map<String, Priority> priorities() {
    Map<String, Priority> words = new LinkedHashMap<>();
    words.put("high", Priority.HIGH);
    words.put("normal", Priority.NORMAL);
    words.put("low", Priority.LOW);
    return words;
  }

  private static PoolName noted(PoolName pool, Site site) {
    site.scope().references().toPool(pool, site.scope(), site.place());
    return pool;
  }

  private static @Nullable PoolName notedName(String text, Site site) {
    PoolName pool = NameTypes.pool(text, site);
    return pool == null ? null : noted(pool, site);
  }
}
