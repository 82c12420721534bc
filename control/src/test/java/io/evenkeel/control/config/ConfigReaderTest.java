package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.FreezeWindow.Moment;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.model.User;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  private static final PoolName API = new PoolName("api");

  @Test
  void theSmallestFileHasEveryDefaultOfTheModel() {
    Config config = read(Corpus.text("valid/smallest.yaml"));
    assertThat(config.admin()).isEqualTo(new Admin.On(new BindAddress.Tcp("127.0.0.1", 9900)));
    assertThat(config.state()).isEmpty();
    Listener web = Objects.requireNonNull(config.listeners().get(new ListenerName("web")));
    assertThat(web.bind()).containsExactly(new BindAddress.Tcp("127.0.0.1", 8080));
    assertThat(web.limits()).isEqualTo(ListenerLimits.DEFAULT);
    assertThat(web.routes()).containsExactly(Route.to(API));
    Pool pool = Objects.requireNonNull(config.pools().get(API));
    assertThat(pool.servers())
        .containsExactly(
            Server.of("api-1", new HostPort("127.0.0.1", 3001)),
            Server.of("api-2", new HostPort("127.0.0.1", 3002)),
            Server.of("api-3", new HostPort("127.0.0.1", 3003)));
    assertThat(pool.balance()).isEqualTo(new BalancePolicy.PowerOfTwo());
    assertThat(pool.sticky()).isEqualTo(new Stickiness.None());
    assertThat(pool.health())
        .isEqualTo(
            new HealthPolicy(
                HealthCheck.Active.of(ProbeKind.Http.get("/health")), new HealthCheck.None()));
    assertThat(pool.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(pool.retries()).isEqualTo(RetryPolicy.DEFAULT);
    assertThat(pool.slowStart()).isEqualTo(Pool.DEFAULT_SLOW_START);
    assertThat(pool.timeouts()).isEqualTo(Timeouts.DEFAULT);
    assertThat(pool.guards()).isEqualTo(Guards.DEFAULT);
  }

  @Test
  void everyKeyInEffectReachesTheModel() {
    Config config = read(Corpus.text("valid/everything.yaml"));
    assertThat(config.zone()).isEqualTo("eu-1a");
    Listener web = Objects.requireNonNull(config.listeners().get(new ListenerName("web")));
    assertThat(web.bind())
        .containsExactly(
            new BindAddress.Tcp("0.0.0.0", 8443),
            new BindAddress.Tcp("::1", 8080),
            new BindAddress.Unix("/run/evenkeel.sock"));
    assertThat(web.trustedProxies()).hasToString("[10.0.0.0/8, 192.0.2.1/32]");
    Route first = web.routes().getFirst();
    assertThat(first.host()).isEqualTo(new HostPattern.Exact("api.example.com"));
    assertThat(first.methods()).containsExactlyInAnyOrder("GET", "POST");
    assertThat(first.headers()).isEqualTo(Map.of("x-canary", "1"));
    assertThat(first.action()).isEqualTo(new RouteAction.ToPool(API, Duration.ofSeconds(30)));
    assertThat(web.routes().get(1).path()).isEqualTo(new PathPattern.Exact("/old"));
    assertThat(web.routes().get(1).action()).isEqualTo(new RouteAction.Redirect("/new", 308));
    assertThat(web.routes().get(2).host()).isEqualTo(new HostPattern.Suffix(".example.com"));
    assertThat(web.routes().get(2).action())
        .isEqualTo(
            new RouteAction.Split(Map.of(API, 95, new PoolName("api-next"), 5), Duration.ZERO));
    assertThat(web.routes().get(3).action())
        .isEqualTo(new RouteAction.Respond(503, "later", "text/html; charset=utf-8"));
    Pool pool = Objects.requireNonNull(config.pools().get(API));
    assertThat(pool.balance()).isEqualTo(new BalancePolicy.RingHash(new HashKey.Header("x-user")));
    assertThat(pool.sticky()).isEqualTo(new Stickiness.ByCookie("ek_api", "sticky.key"));
    assertThat(pool.servers().get(1))
        .isEqualTo(new Server("api-2", new HostPort("::1", 3000), 2, "eu-1b", 1, true, 200));
    assertThat(pool.health().liveness())
        .isEqualTo(
            new HealthCheck.Active(
                new ProbeKind.Tcp(), 0, Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3));
    assertThat(pool.timeouts().connect()).isEqualTo(Duration.ofMillis(500));
    assertThat(pool.guards().minHealthy()).isEqualTo(0.25);
    assertThat(pool.protection())
        .isEqualTo(
            new Protection(
                new OutlierPolicy.Active(4, 0.4, Duration.ofSeconds(20), 0.5),
                new BreakerPolicy.Active(
                    0.4,
                    0.9,
                    Duration.ofSeconds(4),
                    30,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(6),
                    4),
                new HedgePolicy.AfterPercentile(90)));
    assertThat(pool.limits().adaptive()).isFalse();
    assertThat(pool.retries())
        .isEqualTo(
            new RetryPolicy(
                3,
                0.1,
                true,
                false,
                Set.of(502, 503),
                RetryPolicy.Methods.ALL,
                Duration.ofSeconds(4)));
    assertThat(first.admission())
        .isEqualTo(
            new Admission(
                Priority.HIGH,
                List.of(
                    new RateLimit(100, Duration.ofSeconds(1), 50, RateLimit.By.CLIENT),
                    new RateLimit(5000, Duration.ofMinutes(1), 5000, RateLimit.By.ROUTE))));
    assertThat(config.admin())
        .isEqualTo(
            new Admin.On(
                new BindAddress.Tcp("127.0.0.1", 9901),
                Map.of(
                    "ana", new User("ana", "0123456789abcdef".repeat(4), Role.APPROVER),
                    "bob", new User("bob", "fedcba9876543210".repeat(4), Role.OPERATOR))));
    assertThat(config.changes())
        .isEqualTo(
            new ChangePolicy(
                1,
                0.25,
                List.of(
                    new FreezeWindow(
                        new Moment(DayOfWeek.FRIDAY, LocalTime.of(16, 0)),
                        new Moment(DayOfWeek.MONDAY, LocalTime.of(8, 0)),
                        ZoneId.of("Europe/Berlin")),
                    new FreezeWindow(
                        new Moment(DayOfWeek.WEDNESDAY, LocalTime.of(23, 30)),
                        new Moment(DayOfWeek.THURSDAY, LocalTime.of(0, 15)),
                        ZoneId.of("UTC"))),
                new RolloutPolicy(
                    5, 0.05, Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(5)),
                new RollbackOn(0.005, 1.5, 0.6, 0.7)));
  }

  @Test
  void whatProtectsAPoolHasTheDefaultsOfTheModel() {
    Config config = read(Corpus.text("valid/protection-defaults.yaml"));
    Pool pool = Objects.requireNonNull(config.pools().get(API));
    assertThat(pool.protection()).isEqualTo(Protection.DEFAULT);
    assertThat(pool.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(pool.retries()).isEqualTo(RetryPolicy.DEFAULT);
    Pool hedged = Objects.requireNonNull(config.pools().get(new PoolName("hedged")));
    assertThat(hedged.protection())
        .isEqualTo(
            new Protection(
                OutlierPolicy.DEFAULT,
                BreakerPolicy.DEFAULT,
                new HedgePolicy.AfterTime(Duration.ofMillis(200))));
    assertThat(hedged.retries().onStatus()).containsExactly(503);
    assertThat(hedged.retries().onConnect()).isFalse();
    assertThat(rates(config, 0))
        .containsExactly(new RateLimit(7, Duration.ofSeconds(1), 7, RateLimit.By.CLIENT));
    assertThat(rates(config, 1))
        .containsExactly(new RateLimit(9, Duration.ofSeconds(2), 3, RateLimit.By.ROUTE));
    assertThat(rates(config, 3)).isEmpty();
  }

  @Test
  void whatProtectsAPoolCanBeSwitchedOff() {
    Config config = read(Corpus.text("valid/protection-off.yaml"));
    Pool pool = Objects.requireNonNull(config.pools().get(API));
    assertThat(pool.protection()).isEqualTo(Protection.NONE);
    assertThat(pool.limits().adaptive()).isFalse();
    RetryPolicy never = pool.retries();
    assertThat(never.budget()).isZero();
    assertThat(never.onConnect() || never.onReset() || !never.onStatus().isEmpty()).isFalse();
    assertThat(never.attempts()).isEqualTo(3);
    assertThat(rates(config, 0)).isEmpty();
  }

  private static List<RateLimit> rates(Config config, int route) {
    return config.listeners().values().iterator().next().routes().get(route).admission().rates();
  }

  @Test
  void aReformattedFileIsTheSameConfiguration() {
    Config flow = read(Corpus.text("valid/changes-flow.yaml"));
    Config block = read(Corpus.text("valid/changes-block.yaml"));
    assertThat(block).isEqualTo(flow);
    assertThat(block.changes()).isNotEqualTo(ChangePolicy.DEFAULT);
  }

  @Test
  void writingTheDefaultsOutChangesNothing() {
    String smallest = Corpus.text("valid/smallest.yaml");
    String explicit =
        """
        changes:
          approvals: 0
          max-servers: 50%
          freeze: []
          rollout: { shadow: 3, canary: 10%, canary-for: 30s, bake: 120s, confirm-within: 0ms }
          rollback-on: { error-rate: +2%, p99: x3, healthy-below: 50%, share-above: 60% }
          require-staging: false
        """;
    assertThat(read(smallest + "\n" + explicit)).isEqualTo(read(smallest));
    assertThat(read(smallest).changes()).isEqualTo(ChangePolicy.DEFAULT);
  }

  @Test
  void everyExampleOfTheValidCorpusReads() {
    assertThat(Corpus.valid()).hasSizeGreaterThan(10);
    Corpus.valid().forEach((name, text) -> assertThat(read(text)).as(name).isNotNull());
  }

  @Test
  void jsonIsYaml() {
    String json =
        """
        {"version":1,
        \t"listeners":{"web":{"bind":"127.0.0.1:80","routes":[{"pool":"api"}]}},
        "pools":{"api":{"servers":{"a":"h:1"}}}}
        """;
    assertThat(read(json).pools()).containsOnlyKeys(API);
  }

  private static Config read(String text) {
    ReadResult result =
        new ConfigReader(Map.of()).readText("evenkeel.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(result.findings())
        .as(() -> new FindingPrinter(false).print(result))
        .isEqualTo(List.of());
    return Objects.requireNonNull(result.config());
  }
}
