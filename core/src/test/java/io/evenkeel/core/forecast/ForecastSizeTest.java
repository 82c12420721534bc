package io.evenkeel.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Large installations: bounded by requests, not by hope. Well below a second on an idle machine.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ForecastSizeTest {
  static final List<BalancePolicy> POLICIES = Fixtures.POLICIES;

  @ParameterizedTest
  @FieldSource("POLICIES")
  void aThousandServersOfOnePool(BalancePolicy policy) {
    Pool now = Fixtures.pool(new BalancePolicy.PowerOfTwo(), Fixtures.servers(1_000));
    Pool after = Fixtures.pool(policy, Fixtures.servers(1_000));
    PoolTraffic traffic = Measurements.even(1_000, 20_000);
    assertThat(Measurements.forecast(now, after, traffic, 1).shareAfter()).hasSize(1_000);
  }

  @Test
  void tenThousandPools() {
    Map<PoolName, Pool> now = new LinkedHashMap<>();
    Map<PoolName, Pool> after = new LinkedHashMap<>();
    Map<PoolName, PoolTraffic> traffic = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      PoolName name = new PoolName("pool-" + i);
      Pool pool = Pool.of(name, Fixtures.servers(3));
      now.put(name, pool);
      after.put(name, Pool.of(name, Measurements.servers(1, 2, 3)));
      traffic.put(name, Measurements.even(3, 10 + i));
    }
    Forecast forecast =
        Forecaster.forecast(situation(now), situation(after), new TrafficProfile(traffic), 1);
    assertThat(forecast.pools()).hasSize(10_000);
    assertThat(forecast.pools().values())
        .allSatisfy(pool -> assertThat(pool.shareAfter().get("s2")).isBetween(0.3, 0.6));
  }

  private static Situation situation(Map<PoolName, Pool> pools) {
    return new Situation(
        Fixtures.config(pools.values().toArray(Pool[]::new)), HealthView.ALL_HEALTHY);
  }
}
