package io.evenkeel.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.time.SeededRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private static final HostPattern ANY_HOST = new HostPattern.Any();
  private static final PathPattern ANY_PATH = new PathPattern.Any();

  record Head(String method, String host, String path, Map<String, String> headers)
      implements RequestHead {
    @Override
    public @Nullable String header(String lowerCaseName) {
      return headers.get(lowerCaseName);
    }
  }

  @Test
  void theFirstOfTheFileWinsWhateverItsKind() {
    RouteTable table =
        table(
            route(new HostPattern.Suffix(".b.example.com"), ANY_PATH),
            route(ANY_HOST, new PathPattern.Prefix("/static/")),
            route(new HostPattern.Exact("a.b.example.com"), ANY_PATH),
            route(new HostPattern.Exact("api.example.com"), new PathPattern.Exact("/old")),
            route(new HostPattern.Suffix(".example.com"), ANY_PATH),
            route(new HostPattern.Exact("api.example.com"), ANY_PATH),
            route(ANY_HOST, ANY_PATH));
    assertThat(match(table, "a.b.example.com", "/")).isEqualTo("0:*.b.example.com");
    assertThat(match(table, "api.example.com", "/static/x")).isEqualTo("1:*/static/");
    assertThat(match(table, "api.example.com", "/old")).isEqualTo("3:api.example.com=/old");
    assertThat(match(table, "api.example.com", "/older")).isEqualTo("4:*.example.com");
    assertThat(match(table, "example.com", "/")).isEqualTo("6:*");
    assertThat(match(table, "example.org", "/")).isEqualTo("6:*");
    assertThat(match(table, "", "/")).isEqualTo("6:*");
  }

  @Test
  void methodsAndAllHeadersMustMatch() {
    Map<String, String> canary = Map.of("x-canary", "1", "x-team", "red");
    RouteTable table =
        table(
            new Route(
                ANY_HOST, ANY_PATH, Set.of("GET", "POST"), canary, respond(), Admission.DEFAULT));
    assertThat(table.match(new Head("POST", "h", "/", canary))).isNotNull();
    assertThat(table.match(new Head("PUT", "h", "/", canary))).isNull();
    assertThat(table.match(new Head("get", "h", "/", canary))).isNull();
    assertThat(table.match(new Head("GET", "h", "/", Map.of("x-canary", "1")))).isNull();
    assertThat(table.match(new Head("GET", "h", "/", Map.of("x-canary", "1", "x-team", "blue"))))
        .isNull();
  }

  @Test
  void withoutRoutesNothingMatches() {
    assertThat(table().match(new Head("GET", "h", "/", Map.of()))).isNull();
  }

  /** The index against reading the routes from top to bottom. */
  @Test
  void agreesWithTheSlowWay() {
    List<String> hosts = List.of("a.x", "b.x", "c.a.x", "x", "a.b.c.x", "y", ".x", "a..x");
    List<String> paths = List.of("/", "/a", "/a/", "/a/b", "/b");
    for (long seed = 0; seed < 2_000; seed++) {
      SeededRandom random = new SeededRandom(seed);
      List<CompiledRoute> routes = new ArrayList<>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        String host = hosts.get(random.nextInt(hosts.size()));
        String path = paths.get(random.nextInt(paths.size()));
        HostPattern hostPattern =
            switch (random.nextInt(3)) {
              case 0 -> ANY_HOST;
              case 1 -> new HostPattern.Exact(host);
              default -> new HostPattern.Suffix(host.startsWith(".") ? host : "." + host);
            };
        PathPattern pathPattern =
            random.nextInt(2) == 0 ? new PathPattern.Exact(path) : new PathPattern.Prefix(path);
        routes.add(compiled(i, route(hostPattern, pathPattern)));
      }
      RouteTable table = RouteTable.of(routes);
      for (String host : hosts) {
        for (String path : paths) {
          assertThat(table.match(new Head("GET", host, path, Map.of())))
              .as("seed %d, %s%s", seed, host, path)
              .isSameAs(slowly(routes, host, path));
        }
      }
    }
  }

  private static @Nullable CompiledRoute slowly(
      List<CompiledRoute> routes, String host, String path) {
    for (CompiledRoute route : routes) {
      boolean takesHost =
          switch (route.route().host()) {
            case HostPattern.Any _ -> true;
            case HostPattern.Exact exact -> exact.host().equals(host);
            case HostPattern.Suffix suffix -> host.endsWith(suffix.suffix());
          };
      boolean takesPath =
          switch (route.route().path()) {
            case PathPattern.Any _ -> true;
            case PathPattern.Exact exact -> exact.path().equals(path);
            case PathPattern.Prefix prefix -> path.startsWith(prefix.prefix());
          };
      if (takesHost && takesPath) {
        return route;
      }
    }
    return null;
  }

  @Test
  void tenThousandHostsCostNoMoreThanOneAndNothingIsAllocated() {
    List<CompiledRoute> routes = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      HostPattern host =
          i % 2 == 0
              ? new HostPattern.Exact("h" + i + ".example.com")
              : new HostPattern.Suffix(".h" + i + ".example.com");
      routes.add(compiled(i, route(host, new PathPattern.Prefix("/api/"))));
    }
    RouteTable table = RouteTable.of(routes);
    Head exact = new Head("GET", "h9998.example.com", "/api/x", Map.of());
    Head suffix = new Head("GET", "www.h9999.example.com", "/api/x", Map.of());
    assertThat(table.match(exact)).isSameAs(routes.get(9_998));
    assertThat(table.match(suffix)).isSameAs(routes.get(9_999));
    matches(table, exact, suffix, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    matches(table, exact, suffix, 100_000);
    long elapsed = threads.getCurrentThreadCpuTime() - begin;
    // The least of three: the JVM itself now and then allocates some bytes, a match never does.
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
      matches(table, exact, suffix, 100_000);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - allocatedBefore);
    }
    assertThat(least).isLessThan(1_000);
    // 2 µs each: ten times what it takes, a hundredth of reading all routes.
    assertThat(elapsed).isLessThan(200_000 * 2_000L);
  }

  private static void matches(RouteTable table, Head one, Head other, int times) {
    int found = 0;
    for (int i = 0; i < times; i++) {
      found += table.match(one) != null ? 1 : 0;
      found += table.match(other) != null ? 1 : 0;
    }
    if (found != 2 * times) {
      throw new AssertionError("matched " + found);
    }
  }

  @Test
  void labelsAreShortAndUnique() {
    Set<String> labels = new HashSet<>();
    Route route = route(new HostPattern.Exact("x".repeat(200)), ANY_PATH);
    for (int i = 0; i < 100; i++) {
      labels.add(RouteLabel.of(i, route));
    }
    assertThat(labels).hasSize(100).allMatch(label -> label.length() <= 64);
  }

  private static @Nullable String match(RouteTable table, String host, String path) {
    CompiledRoute route = table.match(new Head("GET", host, path, Map.of()));
    return route == null ? null : route.label();
  }

  private static RouteTable table(Route... routes) {
    List<CompiledRoute> compiled = new ArrayList<>();
    for (int i = 0; i < routes.length; i++) {
      compiled.add(compiled(i, routes[i]));
    }
    return RouteTable.of(compiled);
  }

  private static CompiledRoute compiled(int position, Route route) {
    return new CompiledRoute(route, RouteLabel.of(position, route), List.of(), new int[0]);
  }

  private static Route route(HostPattern host, PathPattern path) {
    return new Route(host, path, Set.of(), Map.of(), respond(), Admission.DEFAULT);
  }

  private static RouteAction respond() {
    return new RouteAction.Respond(200, "", "text/plain");
  }
}
