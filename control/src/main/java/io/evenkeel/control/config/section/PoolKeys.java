package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.NameTypes;
import io.evenkeel.control.config.scalar.Tokens;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The keys of one pool. */
final class PoolKeys {
  static final Key<Balance> BALANCE =
      Key.of(
              "balance",
              Choice.of(Balance.words()),
              "round-robin",
              "How a server is picked. `maglev`, `ring-hash`, `rendezvous` and `source` keep what"
                  + " has the same hash on the same server. Among 64 servers or more `p2c` works in"
                  + " turns: an idle server gets some requests in a row, then others do.")
          .byDefault("p2c");

  static final Key<HashKey> HASH_ON =
      Key.of(
              "hash-on",
              Tokens.HASH_KEY,
              "\"header:x-user\"",
              "What `maglev`, `ring-hash` and `rendezvous` hash; a request without the header or"
                  + " cookie is hashed by its client's address.")
          .byDefault("source");

  static final Key<Stickiness> STICKY =
      Key.of(
              "sticky",
              StickyKeys.SECTION,
              "{ cookie: ek_api }",
              "Whether a client stays with its server, by a signed cookie. One that does not"
                  + " verify, or names a server that takes no traffic now, is passed over and set"
                  + " anew.")
          .byDefault("off");

  static final Key<String> PROTOCOL =
      Key.of(
              "protocol",
              Choice.of("http")
                  .reserving(Capability.TLS, "https")
                  .reserving(Capability.HTTP2, "h2c", "h2"),
              "http",
              "What the servers speak.")
          .byDefault("http");

  static final Key<Fields> TLS =
      Key.of(
              "tls",
              TlsKeys.POOL,
              "{ ca: ca.pem }",
              "How the servers prove who they are." + TlsKeys.RELATIVE)
          .notYet(Capability.TLS);

  static final Key<Map<String, Placed<Server>>> SERVERS =
      Key.<Map<String, Placed<Server>>>of(
              "servers",
              Named.of("server", NameTypes::server, ServerKeys.SECTION),
              "{ api-1: \"10.0.0.11:3000\" }",
              "The servers by name.")
          .requiredBy(Code.EMPTY_POOL);

  static final Key<Fields> DISCOVER =
      Key.of(
              "discover",
              LaterPoolKeys.DISCOVER,
              "{ dns: api.service.local, port: 3000 }",
              "Where the servers are found.")
          .notYet(Capability.DISCOVERY);

  static final Key<HealthPolicy> HEALTH =
      Key.of(
              "health",
              HealthKeys.SECTION,
              "/health",
              "How servers are checked: a path for a readiness check by HTTP with all defaults,"
                  + " `off` for none.")
          .byDefault("off");

  static final Key<OutlierPolicy> OUTLIERS =
      Key.of(
              "outliers",
              OutlierKeys.SECTION,
              "{ consecutive-failures: 3 }",
              "When traffic itself shows that a server fails: it is ejected for a while, whatever"
                  + " its checks say. `off`: never.")
          .byDefaultOfItsKeys();

  static final Key<Written<BreakerPolicy>> CIRCUIT_BREAKER =
      Key.of(
              "circuit-breaker",
              BreakerKeys.SECTION,
              "{ slow-rate: 80%, slow: 2s }",
              "When requests to a server, or to the pool, are no longer tried. `off`: they always"
                  + " are.")
          .byDefaultOfItsKeys();

  static final Key<Limits> LIMITS =
      Key.of("limits", PoolLimitKeys.SECTION, "{ queue: 100 }", "Ceilings of the pool.")
          .byDefaultOfItsKeys();

  static final Key<Written<RetryPolicy>> RETRIES =
      Key.of(
              "retries",
              RetryKeys.SECTION,
              "{ attempts: 3 }",
              "When a failed attempt is tried on another server.")
          .byDefaultOfItsKeys();

  static final Key<Written<HedgePolicy>> HEDGE =
      Key.of(
              "hedge",
              HedgeKeys.SECTION,
              "{ after: p95 }",
              "A second attempt on another server while the first has not answered yet; the faster"
                  + " one counts. It takes from the budget of `retries`.")
          .byDefault("off");

  static final Key<Duration> SLOW_START =
      Key.of(
              "slow-start",
              Durations.ANY,
              "30s",
              "How long a server that has become healthy gets less than its share; `0s`: off.")
          .byDefault("30s");

  static final Key<Timeouts> TIMEOUTS =
      Key.of(
              "timeouts",
              TimeoutKeys.SECTION,
              "{ response: 10s }",
              "How long the servers are waited for.")
          .byDefaultOfItsKeys();

  static final Key<Guards> GUARDS =
      Key.of("guards", GuardKeys.SECTION, "{ min-healthy: 50% }", "The floor of the pool.")
          .byDefaultOfItsKeys();

  static final Section<Pool> SECTION =
      Section.of(
          "pool",
          List.of(
              BALANCE,
              HASH_ON,
              STICKY,
              PROTOCOL,
              TLS,
              SERVERS,
              DISCOVER,
              HEALTH,
              OUTLIERS,
              CIRCUIT_BREAKER,
              LIMITS,
              RETRIES,
              HEDGE,
              SLOW_START,
              TIMEOUTS,
              GUARDS),
          PoolBinder::bind);

  private PoolKeys() {}
}
