package io.evenkeel.bench.jmh;

import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.route.RequestHead;
import io.evenkeel.core.route.RouteLabel;
import io.evenkeel.core.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One match among many hosts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RouteBench {
  @Param({"1", "100", "10000"})
  public int hosts;

  private RouteTable table = RouteTable.of(List.of());
  private Head head = new Head("");

  @Setup
  public void prepare() {
    List<CompiledRoute> routes = new ArrayList<>();
    for (int i = 0; i < hosts; i++) {
      Route route =
          new Route(
              new HostPattern.Exact("h" + i + ".example.com"),
              new PathPattern.Prefix("/v1/"),
              Set.of("GET"),
              Map.of(),
              new RouteAction.Respond(200, "", ""),
              Admission.DEFAULT);
      routes.add(new CompiledRoute(route, RouteLabel.of(i, route), List.of(), new int[0]));
    }
    table = RouteTable.of(routes);
    head = new Head("h" + hosts / 2 + ".example.com");
  }

  @Benchmark
  public @Nullable CompiledRoute match() {
    return table.match(head);
  }

  private record Head(String host) implements RequestHead {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/v1/items/1";
    }

    @Override
    public @Nullable String header(String lowerCaseName) {
      return null;
    }
  }
}
