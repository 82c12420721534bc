package io.evenkeel.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Pool;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ForecastLawTest {
  static final List<BalancePolicy> POLICIES = Fixtures.POLICIES;

  /** The closed form that holds for every balancer while servers answer alike. */
  @ParameterizedTest
  @FieldSource("POLICIES")
  void sharesAreTheWeights(BalancePolicy policy) {
    // 80 at once: balancers that go by load know weights only where there is load.
    PoolTraffic traffic = Measurements.even(3, 4_000);
    Pool now = Measurements.pool(policy, 1, 1, 1);
    Pool after = Measurements.pool(policy, 1, 2, 3);
    for (long seed = 0; seed < 5; seed++) {
      PoolForecast forecast = Measurements.forecast(now, after, traffic, seed);
      for (int i = 0; i < 3; i++) {
        assertThat(forecast.shareNow().get("s" + i))
            .as("now, server %d, seed %d", i, seed)
            .isCloseTo(1 / 3.0, within(policy instanceof BalancePolicy.RingHash ? 0.04 : 0.03));
        // The ring's own unevenness: 5 % of a share, twice that.
        double tolerance = policy instanceof BalancePolicy.RingHash ? 0.05 : 0.03;
        assertThat(forecast.shareAfter().get("s" + i))
            .as("after, server %d, seed %d", i, seed)
            .isCloseTo((i + 1) / 6.0, within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("POLICIES")
  void noChangeChangesNothing(BalancePolicy policy) {
    PoolTraffic traffic =
        Measurements.with(
            Measurements.even(3, 100), 1, Measurements.server(20_000, 5_000_000, 0.01, 9));
    Pool pool = Measurements.pool(policy, 1, 2, 3);
    PoolForecast forecast = Measurements.forecast(pool, pool, traffic, 1);
    assertThat(forecast.shareAfter()).isEqualTo(forecast.shareNow());
    assertThat(forecast.peakAfter()).isEqualTo(forecast.peakNow());
    assertThat(forecast.survivableLosses().after()).isEqualTo(forecast.survivableLosses().now());
    assertThat(forecast.refused().after()).isEqualTo(forecast.refused().now());
  }

  /** Also where everything is simulated: both sides see the same requests. */
  @ParameterizedTest
  @FieldSource("POLICIES")
  void whatMakesNoDifferenceChangesNothing(BalancePolicy policy) {
    Pool now = Measurements.limited(Measurements.pool(policy, 1, 2, 3), 1_000_000);
    Pool after = Measurements.limited(now, 2_000_000);
    PoolForecast forecast = Measurements.forecast(now, after, Measurements.even(3, 100), 1);
    assertThat(forecast.shareAfter()).isEqualTo(forecast.shareNow());
    assertThat(forecast.peakAfter()).isEqualTo(forecast.peakNow());
  }

  @ParameterizedTest
  @FieldSource("POLICIES")
  void theSameSeedGivesTheSameForecast(BalancePolicy policy) {
    Pool now = Measurements.pool(policy, 1, 1, 1);
    Pool after = Measurements.pool(policy, 5, 1, 1);
    PoolTraffic traffic = Measurements.even(3, 100);
    assertThat(Measurements.forecast(now, after, traffic, 7))
        .isEqualTo(Measurements.forecast(now, after, traffic, 7));
  }
}
