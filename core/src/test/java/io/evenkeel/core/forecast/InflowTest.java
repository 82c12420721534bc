package io.evenkeel.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.RouteFlow;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two pools, 90 requests a second to one and 10 to the other, and what routes do to that. */
class InflowTest {
  private static final ListenerName WEB = new ListenerName("web");
  private static final PoolName API = Fixtures.API;
  private static final PoolName NEXT = new PoolName("next");
  private static final Pool POOL = Pool.of(API, Fixtures.servers(3));
  private static final Pool OTHER = Pool.of(NEXT, Fixtures.servers(2));

  private static final TrafficProfile PROFILE =
      new TrafficProfile(
          Map.of(API, Measurements.even(3, 90), NEXT, Measurements.even(2, 10)),
          List.of(new RouteFlow(WEB, "0:*/v2/", NEXT, 10), new RouteFlow(WEB, "1:*", API, 90)));

  @Test
  void swappedPoolsSwapTheirTraffic() {
    Forecast forecast = forecast(route("/v2/", API), route(API, 0), List.of());
    assertThat(rate(forecast, API)).isCloseTo(100, within(0.1));
    Forecast swapped =
        Forecaster.forecast(
            situation(route("/v2/", NEXT), route(API, 0)),
            situation(route("/v2/", API), route(NEXT, 0)),
            PROFILE,
            1);
    assertThat(rate(swapped, API)).isCloseTo(10, within(0.1));
    assertThat(rate(swapped, NEXT)).isCloseTo(90, within(0.1));
    assertThat(pool(swapped, NEXT).survivableLosses().now()).isEqualTo(1);
    assertThat(pool(swapped, NEXT).survivableLosses().after()).isZero();
  }

  /** First match wins: a catch-all put first takes everything. */
  @Test
  void aRouteInFrontTakesTheTraffic() {
    Forecast forecast = forecast(route(API, 0), route("/v2/", NEXT), List.of());
    assertThat(rate(forecast, API)).isCloseTo(100, within(0.1));
    assertThat(rate(forecast, NEXT)).isZero();
  }

  @Test
  void aSplitSplits() {
    Route split =
        new Route(
            new HostPattern.Any(),
            new PathPattern.Any(),
            Set.of(),
            Map.of(),
            new RouteAction.Split(Map.of(API, 1, NEXT, 2), Duration.ZERO),
            Admission.DEFAULT);
    Forecast forecast = forecast(route("/v2/", NEXT), split, List.of());
    assertThat(rate(forecast, API)).isCloseTo(30, within(0.1));
    assertThat(rate(forecast, NEXT)).isCloseTo(70, within(0.1));
  }

  /** How much of the catch-all's traffic a narrower route takes, nobody knows. */
  @Test
  void whatNoRouteTakesAsAWholeStays() {
    Forecast forecast =
        forecast(route("/v2/", NEXT), route("/v1/", API), List.of(route("/v3/", API)));
    assertThat(rate(forecast, API)).isCloseTo(90, within(0.1));
  }

  /** What the routes before it had left to the catch-all, they will not take without it. */
  @Test
  void whatWasLeftOverIsAnsweredByNobodyWithoutItsRoute() {
    Forecast forecast =
        Forecaster.forecast(
            situation(route("/v2/", NEXT), route(API, 0)),
            situation(route("/v2/", NEXT)),
            PROFILE,
            1);
    assertThat(pool(forecast, API).unanswered()).isEqualTo(1);
    assertThat(pool(forecast, NEXT).unanswered()).isZero();
    assertThat(rate(forecast, API)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 80, 0", "0.0.0.0, 80, 0", "10.0.0.1, 81, 1"})
  void whatComesToAnAddressThatIsGivenUpIsAnsweredByNobody(String host, int port, double lost) {
    Route[] routes = {route("/v2/", NEXT), route(API, 0)};
    Forecast forecast =
        Forecaster.forecast(
            new Situation(config("10.0.0.1", 80, routes), HealthView.ALL_HEALTHY),
            new Situation(config(host, port, routes), HealthView.ALL_HEALTHY),
            PROFILE,
            1);
    assertThat(pool(forecast, API).unanswered()).isEqualTo(lost);
    assertThat(pool(forecast, NEXT).unanswered()).isEqualTo(lost);
  }

  @Test
  void theTimeoutOfARouteCutsOff() {
    Forecast forecast = forecast(route("/v2/", NEXT), route(API, 10), List.of());
    assertThat(pool(forecast, API).cutOff()).isEqualTo(1);
    assertThat(pool(forecast, NEXT).cutOff()).isZero();
  }

  private static Forecast forecast(Route first, Route second, List<Route> more) {
    Config after = config(first, second);
    if (!more.isEmpty()) {
      after = config(first, second, more.getFirst());
    }
    return Forecaster.forecast(
        situation(route("/v2/", NEXT), route(API, 0)),
        new Situation(after, HealthView.ALL_HEALTHY),
        PROFILE,
        1);
  }

  private static double rate(Forecast forecast, PoolName name) {
    return pool(forecast, name).requestsPerSecond();
  }

  private static Forecast.PoolForecast pool(Forecast forecast, PoolName name) {
    return Objects.requireNonNull(forecast.pools().get(name.value()));
  }

  private static Situation situation(Route... routes) {
    return new Situation(config(routes), HealthView.ALL_HEALTHY);
  }

  private static Config config(Route... routes) {
    return config("10.0.0.1", 80, routes);
  }

  private static Config config(String host, int port, Route... routes) {
    Listener listener =
        new Listener(
            WEB,
            List.of(new BindAddress.Tcp(host, port)),
            List.of(),
            ListenerLimits.DEFAULT,
            new AccessLog.None(),
            List.of(routes));
    return Fixtures.config(listener, POOL, OTHER);
  }

  private static Route route(String prefix, PoolName pool) {
    return new Route(
        new HostPattern.Any(),
        new PathPattern.Prefix(prefix),
        Set.of(),
        Map.of(),
        RouteAction.ToPool.of(pool),
        Admission.DEFAULT);
  }

  private static Route route(PoolName pool, int timeoutMillis) {
    return new Route(
        new HostPattern.Any(),
        new PathPattern.Any(),
        Set.of(),
        Map.of(),
        new RouteAction.ToPool(pool, Duration.ofMillis(timeoutMillis)),
        Admission.DEFAULT);
  }
}
