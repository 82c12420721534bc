package io.evenkeel.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.evenkeel.core.Fixtures;
import io.evenkeel.core.change.Mutations.Mutation;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDiffTest {
  private static final Config EVERYTHING = ConfigSamples.everything();

  @Test
  void equalConfigsDoNotDiffer() {
    assertThat(ConfigDiff.between(EVERYTHING, ConfigSamples.everything())).isEmpty();
    assertThat(ConfigDiff.between(PlanInput.NOTHING, PlanInput.NOTHING)).isEmpty();
  }

  @Test
  void anyChangedComponentOfAnyRecordOfTheModelIsAChange() {
    Mutations mutations = Mutations.in(EVERYTHING);
    List<Mutation> all = mutations.of(EVERYTHING);
    for (Mutation mutation : all) {
      Config other = (Config) mutation.value();
      assertThat(ConfigDiff.between(EVERYTHING, other)).as(mutation.place()).isNotEmpty();
      assertThat(ConfigDiff.between(other, EVERYTHING)).as(mutation.place()).isNotEmpty();
    }
    assertThat(mutations.unchanged()).isEmpty();
    assertThat(mutations.visited()).containsAll(recordsOfTheModel());
  }

  /** All that a configuration is made of: a new record must be put into the sample. */
  private static List<Class<?>> recordsOfTheModel() {
    Set<Class<?>> aside = Set.of(ServerId.class, Admin.Off.class);
    List<Class<?>> records = new ArrayList<>();
    for (JavaClass found :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.evenkeel.core.model")) {
      Class<?> type = found.reflect();
      if (type.isRecord() && !aside.contains(type)) {
        records.add(type);
      }
    }
    assertThat(records).hasSizeGreaterThan(40);
    return records;
  }

  @Test
  void swappedVariantsDiffer() {
    for (BalancePolicy one : Fixtures.POLICIES) {
      for (BalancePolicy other : Fixtures.POLICIES) {
        assertThat(
                ConfigDiff.between(
                    config(Fixtures.pool(one, Fixtures.servers(2))),
                    config(Fixtures.pool(other, Fixtures.servers(2)))))
            .as("%s to %s", one, other)
            .hasSize(one.equals(other) ? 0 : 1);
      }
    }
  }

  @Test
  void orderOfServersAndPoolsSaysNothing() {
    Map<PoolName, Pool> turned = new LinkedHashMap<>();
    List<Pool> pools = new ArrayList<>(EVERYTHING.pools().values());
    Collections.reverse(pools);
    for (Pool pool : pools) {
      turned.put(pool.name(), Worlds.with(pool, pool.servers().reversed()));
    }
    Config other = Worlds.with(EVERYTHING, turned);
    assertThat(ConfigDiff.between(EVERYTHING, other)).isEmpty();
  }

  @Test
  void orderOfRoutesDoes() {
    Map<ListenerName, Listener> turned = new LinkedHashMap<>();
    EVERYTHING
        .listeners()
        .forEach((name, listener) -> {
          List<Route> routes = listener.routes().reversed();
          turned.put(
              name,
              new Listener(
                  name,
                  listener.bind(),
                  listener.trustedProxies(),
                  listener.limits(),
                  listener.accessLog(),
                  routes));
        });
    Config other =
        new Config(
            EVERYTHING.admin(),
            EVERYTHING.state(),
            EVERYTHING.zone(),
            turned,
            EVERYTHING.pools(),
            EVERYTHING.changes());
    assertThat(ConfigDiff.between(EVERYTHING, other)).isNotEmpty();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a b c | a x b c | +1x",
        "a b c | b c     | -0a",
        "a b c | c a b   | +0c -2c",
        "a b c | a x c   | 1b>x",
        "a b c | x y c   | 0a>x 1b>y",
        "a b c | a b c d e | +3d +4e",
        "a a b | a b     | -1a",
        "a b   | c d e   | 0a>c 1b>d +2e",
        "a b c d | x b d y | 0a>x -2c +3y",
      })
  void aRouteIsComparedWithTheOneThatItWas(String before, String after, String differences) {
    List<String> told = new ArrayList<>();
    for (Change change : ConfigDiff.between(routes(before), routes(after))) {
      if (change.path().endsWith(".path")) {
        String index = change.path().replaceAll("\\D+", "");
        String was = change.before().replace("/", "");
        String is = change.after().replace("/", "");
        told.add(
            is.isEmpty()
                ? "-" + index + was
                : was.isEmpty() ? "+" + index + is : index + was + ">" + is);
      }
    }
    assertThat(told).containsExactlyInAnyOrder(differences.split(" ", -1));
  }

  /** Whatever was compared with what, all of it is told, and of equal ones nothing. */
  @Test
  void differsExactlyWhenTheRoutesDo() {
    for (int seed = 0; seed < 2000; seed++) {
      SeededRandom random = new SeededRandom(seed);
      String before = anyRoutes(random);
      String after = anyRoutes(random);
      List<Change> changes = ConfigDiff.between(routes(before), routes(after));
      assertThat(changes.isEmpty())
          .as("seed %d: %s to %s, %s", seed, before, after, changes)
          .isEqualTo(before.equals(after));
    }
  }

  /** Ten thousand routes, and all of them other ones. */
  @Test
  void manyRoutesAreComparedByPlace() {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      before.append("a").append(i).append(' ');
      after.append("b").append(i).append(' ');
    }
    List<Change> changes = ConfigDiff.between(routes(before.toString()), routes(after + "another"));
    assertThat(changes).hasSize(10_002);
    assertThat(changes.getFirst())
        .isEqualTo(new Change("listeners.web.routes[0].path", "/a0", "/b0"));
  }

  private static String anyRoutes(SeededRandom random) {
    StringBuilder routes = new StringBuilder("a");
    int more = random.nextInt(6);
    for (int i = 0; i < more; i++) {
      routes.append(' ').append((char) ('a' + random.nextInt(5)));
    }
    return routes.toString();
  }

  /** Each word is the path of a route to the one pool. */
  private static Config routes(String words) {
    Pool pool = Pool.of(Fixtures.API, Fixtures.servers(1));
    List<Route> routes = new ArrayList<>();
    for (String word : words.trim().split(" +", -1)) {
      Route to = Route.to(pool.name());
      routes.add(
          new Route(
              to.host(),
              new PathPattern.Prefix("/" + word),
              to.methods(),
              to.headers(),
              to.action(),
              to.admission()));
    }
    return Worlds.config(routes, pool);
  }

  @Test
  void pathsAreThoseOfTheFile() {
    Pool before = Worlds.checked(HealthCheck.Active.of(ProbeKind.Http.get("/health")));
    HealthCheck changed =
        new HealthCheck.Active(
            ProbeKind.Http.get("/api/health"),
            0,
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            2,
            3);
    Pool after = Worlds.with(before, new HealthPolicy(changed, new HealthCheck.None()));
    assertThat(ConfigDiff.between(config(before), config(after)))
        .containsExactly(
            new Change("pools.api.health.readiness.http", "/health", "/api/health"),
            new Change("pools.api.health.readiness.timeout", "1s", "500ms"));
  }

  @Test
  void ofWhatComesAndGoesOnlyWhatIsNotTheDefaultIsTold() {
    Pool two = Pool.of(Fixtures.API, Fixtures.servers(2));
    List<Server> servers = new ArrayList<>(two.servers());
    servers.removeFirst();
    servers.add(Fixtures.server(7, 3));
    assertThat(ConfigDiff.between(config(two), config(Worlds.with(two, servers))))
        .containsExactly(
            new Change("pools.api.servers.s7.address", "", "10.0.0.7:3000"),
            new Change("pools.api.servers.s7.weight", "", "3"),
            new Change("pools.api.servers.s0.address", "10.0.0.0:3000", ""));
  }

  @Test
  void namesWithDotsAreNotConfused() {
    Pool one = Pool.of(new PoolName("a"), List.of(Worlds.server("b.servers.c", 1)));
    Pool other = Pool.of(new PoolName("a.servers.b"), List.of(Worlds.server("c", 1)));
    assertThat(ConfigDiff.between(config(one), config(other))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "500,500ms",
    "2000,2s",
    "60000,60s",
    "90000,90s",
    "120000,2m",
    "3600000,1h",
    "1500,1500ms"
  })
  void durationsReadAsInTheFile(long millis, String text) {
    assertThat(FileText.of(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.5,50%", "1,100%", "0.333,33.3%", "0.07,7%", "0,0%", "0.000001,0.0001%"})
  void sharesReadAsInTheFile(double share, String text) {
    assertThat(FileText.share(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "16384,16KiB", "1000,1000", "1048576,1MiB", "1099511627776,1024GiB"})
  void sizesReadAsInTheFile(long bytes, String text) {
    assertThat(FileText.size(bytes)).isEqualTo(text);
  }

  private static Config config(Pool... pools) {
    return Worlds.config(List.of(Route.to(pools[0].name())), pools);
  }
}
