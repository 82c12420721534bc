package io.evenkeel.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.Clients;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.forecast.Forecaster;
import io.evenkeel.core.forecast.HealthView;
import io.evenkeel.core.forecast.Situation;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.ServerTotals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is forecast of a change, from nothing but what was measured before it, is what the servers
 * see after it. The servers here have workers and a queue, of which the forecast knows nothing.
 */
class ForecastAgreesTest {
  private static final int SECONDS = 120;
  private static final double RATE = 600;
  private static final Clients EVEN = new Clients(List.of(), 10_000);

  /** Two good servers, and one of twice the weight that is three times as slow. */
  private static final List<ServerProfile> SERVERS =
      List.of(
          ServerProfile.of(16, Duration.ofMillis(20)),
          ServerProfile.of(16, Duration.ofMillis(20)),
          ServerProfile.of(64, Duration.ofMillis(60)).weighing(2));

  static Stream<BalancePolicy> all() {
    return ScenarioTest.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void sharesAreThoseOfTheForecast(BalancePolicy policy) {
    Simulation before = new Simulation(scenario(new BalancePolicy.WeightedRandom()));
    before.run(Duration.ofSeconds(SECONDS));
    Simulation after = new Simulation(scenario(policy));
    Tally live = after.run(Duration.ofSeconds(SECONDS));

    PoolForecast forecast = forecast(before, after.pool().pool());
    for (int i = 0; i < SERVERS.size(); i++) {
      assertThat(forecast.shareAfter().get("s" + i))
          .as("server %d", i)
          .isCloseTo(live.between(5, SECONDS).share(i), within(0.03));
    }
  }

  private static PoolForecast forecast(Simulation before, Pool after) {
    Map<HostPort, ServerTraffic> servers = new LinkedHashMap<>();
    for (ServerState server : before.pool().servers()) {
      ServerTotals none = new ServerState(server.id(), 0, 1, PoolState.fresh()).totals();
      ServerTotals totals = server.totals();
      servers.put(
          server.id().address(),
          new ServerTraffic(totals.finished(), totals.latencyCountsSince(none), 1));
    }
    PoolTraffic traffic = new PoolTraffic(RATE, SECONDS, servers, EVEN);
    TrafficProfile profile = new TrafficProfile(Map.of(after.name(), traffic));
    return Objects.requireNonNull(
        Forecaster.forecast(situation(before.pool().pool()), situation(after), profile, 42)
            .pools()
            .get(after.name().value()));
  }

  private static Situation situation(Pool pool) {
    Config config = new Config(new Admin.Off(), "", "", Map.of(), Map.of(pool.name(), pool));
    return new Situation(config, HealthView.ALL_HEALTHY);
  }

  private static Scenario scenario(BalancePolicy policy) {
    return Scenario.of(policy, SERVERS.size(), SERVERS.getFirst(), RATE).with(SERVERS);
  }
}
