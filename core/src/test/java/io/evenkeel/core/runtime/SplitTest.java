package io.evenkeel.core.runtime;

import static io.evenkeel.core.Fixtures.config;
import static io.evenkeel.core.Fixtures.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.route.RequestHead;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a listener's routes to the pool of one request. */
class SplitTest {
  private static final PoolName OLD = new PoolName("old");
  private static final PoolName NEW = new PoolName("new");
  private static final PoolName NEVER = new PoolName("never");
  private final SeededRandom random = new SeededRandom(4);

  private static final RequestHead ANY =
      new RequestHead() {
        @Override
        public String method() {
          return "GET";
        }

        @Override
        public String host() {
          return "";
        }

        @Override
        public String path() {
          return "/";
        }

        @Override
        public @Nullable String header(String lowerCaseName) {
          return null;
        }
      };

  @Test
  void poolsOfASplitAreDrawnByWeight() {
    Map<PoolName, Integer> weights = new LinkedHashMap<>();
    weights.put(OLD, 95);
    weights.put(NEVER, 0);
    weights.put(NEW, 5);
    CompiledRoute route = compile(new RouteAction.Split(weights, Duration.ZERO));
    Map<PoolName, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      drawn.merge(route.pick(random).pool().name(), 1, Integer::sum);
    }
    assertThat(drawn).containsOnlyKeys(OLD, NEW);
    assertThat(drawn.get(NEW)).isCloseTo(5_000, within(350));
    assertThat(route.pools()).hasSize(3);
  }

  @Test
  void onePoolIsAlwaysTaken() {
    assertThat(compile(RouteAction.ToPool.of(NEW)).pick(random).pool().name()).isEqualTo(NEW);
  }

  @Test
  void aRouteWithoutPoolsHasNothingToPick() {
    CompiledRoute route = compile(new RouteAction.Redirect("/new", 308));
    assertThatThrownBy(() -> route.pick(random)).hasMessageContaining("0:* has no pool");
  }

  @Test
  void anUnknownPoolIsNamed() {
    assertThatThrownBy(() -> compile(RouteAction.ToPool.of(new PoolName("typo"))))
        .hasMessage("route 0:*: pool \"typo\" does not exist (expected: a key of pools)");
  }

  private CompiledRoute compile(RouteAction action) {
    Route route =
        new Route(
            new HostPattern.Any(),
            new PathPattern.Any(),
            Set.of(),
            Map.of(),
            action,
            Admission.DEFAULT);
    ListenerName web = new ListenerName("web");
    Listener listener =
        new Listener(
            web,
            List.of(),
            List.of(),
            ListenerLimits.DEFAULT,
            new AccessLog.None(),
            List.of(route));
    SnapshotCompiler compiler = new SnapshotCompiler(new ServerRegistry(), random);
    Snapshot snapshot =
        compiler.compile(
            1,
            config(
                listener,
                Pool.of(OLD, servers(1)),
                Pool.of(NEW, servers(1)),
                Pool.of(NEVER, servers(1))),
            null,
            0);
    ListenerRuntime runtime = Objects.requireNonNull(snapshot.listeners().get(web));
    return Objects.requireNonNull(runtime.routes().match(ANY));
  }
}
