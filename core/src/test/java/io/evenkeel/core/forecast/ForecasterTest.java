package io.evenkeel.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.Forecast.SurvivableLosses;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.Clients;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.forecast.HealthView.Seen;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.server.Hand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What an operator must be told before, not after. */
class ForecasterTest {
  private static final BalancePolicy P2C = new BalancePolicy.PowerOfTwo();
  private static final Clients ONE_CLIENT = new Clients(List.of(1.0), 0);
  private static final HashKey SOURCE = new HashKey.Source();

  static final List<BalancePolicy> BY_SOURCE =
      List.of(
          new BalancePolicy.Maglev(SOURCE),
          new BalancePolicy.RingHash(SOURCE),
          new BalancePolicy.Rendezvous(SOURCE),
          new BalancePolicy.SourceHash());

  private final PoolTraffic even = Measurements.even(3, 100);
  private final Pool three = Measurements.pool(P2C, 1, 1, 1);

  /** It answers 200 with nothing in it: no failure that a balancer could see. */
  @Test
  void leastConnectionsFollowsAServerThatAnswersAtOnce() {
    PoolTraffic busy =
        Measurements.with(
            Measurements.even(3, 3_000), 0, Measurements.server(300_000, 300_000, 0, 2));
    Pool random = Measurements.pool(new BalancePolicy.WeightedRandom(), 1, 1, 1);
    Pool least = Measurements.pool(new BalancePolicy.LeastConnections(), 1, 1, 1);
    PoolForecast forecast = Measurements.forecast(random, least, busy, 1);
    assertThat(forecast.shareNow().get("s0")).isCloseTo(1 / 3.0, within(0.02));
    assertThat(forecast.shareAfter().get("s0")).isGreaterThan(0.6);
  }

  /**
   * The production balancer keeps away from a server that answers 503, and so does the forecast.
   */
  @Test
  void leastConnectionsIsNotDrawnByFailures() {
    PoolTraffic failing =
        Measurements.with(
            Measurements.even(3, 3_000), 0, Measurements.server(300_000, 300_000, 0.9, 2));
    Pool random = Measurements.pool(new BalancePolicy.WeightedRandom(), 1, 1, 1);
    Pool least = Measurements.pool(new BalancePolicy.LeastConnections(), 1, 1, 1);
    PoolForecast forecast = Measurements.forecast(random, least, failing, 1);
    // A third of the requests, and of the attempts less: what fails is tried again elsewhere, up
    // to a fifth of the requests.
    assertThat(forecast.shareNow().get("s0")).isCloseTo(1 / 3.0 / 1.2, within(0.02));
    assertThat(forecast.shareAfter().get("s0")).isLessThan(0.05);
  }

  @ParameterizedTest
  @FieldSource("BY_SOURCE")
  void oneClientBehindAHashIsOneServer(BalancePolicy policy) {
    PoolTraffic traffic = Measurements.with(even, ONE_CLIENT);
    Pool after = Fixtures.pool(policy, three.servers());
    assertThat(Measurements.forecast(three, after, traffic, 1).shareAfter().values())
        .containsExactlyInAnyOrder(1.0, 0.0, 0.0);
  }

  @Test
  void fewKeysAreUneven() {
    PoolTraffic traffic = Measurements.with(even, new Clients(List.of(0.5, 0.3, 0.1), 2));
    Pool after = Fixtures.pool(new BalancePolicy.Maglev(SOURCE), three.servers());
    assertThat(Measurements.forecast(three, after, traffic, 1).shareAfter().values())
        .anySatisfy(share -> assertThat(share).isGreaterThan(0.48));
  }

  /** One address may have many cookies and send many headers. */
  @Test
  void addressesSayNothingOfCookiesAndHeaders() {
    PoolTraffic traffic = Measurements.with(even, ONE_CLIENT);
    Pool sticky =
        new Pool(
            three.name(),
            three.servers(),
            three.balance(),
            new Stickiness.ByCookie("ek"),
            three.health(),
            three.limits(),
            three.retries(),
            three.slowStart(),
            three.timeouts(),
            three.guards(),
            Protection.DEFAULT);
    Pool byUser =
        Fixtures.pool(new BalancePolicy.Maglev(new HashKey.Header("x-user")), three.servers());
    for (Pool after : List.of(sticky, byUser)) {
      assertThat(Measurements.forecast(three, after, traffic, 1).shareAfter().values())
          .allSatisfy(share -> assertThat(share).isCloseTo(1 / 3.0, within(0.06)));
    }
  }

  /** What is measured is not replaced by a guess. */
  @Test
  void sharesByAnUnknownKeyAreThoseMeasured() {
    PoolTraffic skewed =
        new PoolTraffic(
            100,
            300,
            Map.of(
                Fixtures.address(0), Measurements.server(29_000, 1_000_000, 0, 9),
                Fixtures.address(1), Measurements.server(1_000, 1_000_000, 0, 1)));
    Pool source = Fixtures.pool(new BalancePolicy.SourceHash(), three.servers());
    PoolForecast forecast = Measurements.forecast(source, three, skewed, 1);
    assertThat(forecast.shareNow().get("s0")).isCloseTo(29 / 30.0, within(0.001));
    assertThat(forecast.shareAfter().get("s0")).isCloseTo(1 / 3.0, within(0.03));
  }

  @Test
  void weightsThatLeaveOneServerTakeAllHeadroom() {
    Pool one = Measurements.pool(P2C, 1, 0, 0);
    PoolForecast forecast = Measurements.forecast(three, one, even, 1);
    assertThat(forecast.shareAfter()).containsEntry("s0", 1.0).containsEntry("s1", 0.0);
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(1, 0));
  }

  @Test
  void weightsOfZeroRefuseEverything() {
    Pool none = Measurements.pool(P2C, 0, 0, 0);
    PoolForecast forecast = Measurements.forecast(three, none, even, 1);
    assertThat(forecast.refused().now()).isZero();
    assertThat(forecast.refused().after()).isEqualTo(1);
    assertThat(forecast.survivableLosses().after()).isZero();
  }

  /** 20 ms at 3,000 a second are 60 at once; 3 × 10 have room. */
  @Test
  void limitsBelowThePeakRefuse() {
    PoolTraffic busy = Measurements.even(3, 3_000);
    PoolForecast forecast = Measurements.forecast(three, Measurements.limited(three, 10), busy, 1);
    assertThat(forecast.refused().now()).isZero();
    assertThat(forecast.refused().after()).isCloseTo(0.5, within(0.1));
    assertThat(forecast.peakAfter().values()).allMatch(peak -> peak == 10);
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(1, 0));
  }

  /** Real bursts are kept, even beyond a limit: that is what it would be asked for. */
  @Test
  void measuredPeaksAreNotForgotten() {
    PoolTraffic bursts = even;
    for (int i = 0; i < 3; i++) {
      bursts = Measurements.with(bursts, i, Measurements.server(10_000, 20_000_000, 0, 40));
    }
    PoolForecast forecast =
        Measurements.forecast(three, Measurements.limited(three, 20), bursts, 1);
    assertThat(forecast.peakNow().values()).allSatisfy(peak -> assertThat(peak).isBetween(20, 80));
    assertThat(forecast.peakNow().values().stream().mapToInt(Integer::intValue).sum())
        .isBetween(120, 125);
    assertThat(forecast.peakAfter().values()).anyMatch(peak -> peak > 20);
  }

  @Test
  void removedServersAreMissed() {
    Pool six = Measurements.pool(P2C, 1, 1, 1, 1, 1, 1);
    PoolTraffic traffic = Measurements.even(6, 600);
    PoolForecast forecast = Measurements.forecast(six, three, traffic, 1);
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(3, 0));
    assertThat(forecast.shareAfter()).hasSize(3);
    assertThat(forecast.shareAfter().get("s2")).isCloseTo(1 / 3.0, within(0.03));
  }

  /** The first story at 10:05: the new check fails everywhere; the guard keeps the pool serving. */
  @Test
  void healthLostIsHeadroomLost() {
    ServerHealth unhealthy = Fixtures.readiness(Health.UNHEALTHY, 0);
    Situation after = new Situation(Fixtures.config(three), _ -> Seen.of(unhealthy));
    PoolForecast forecast = Measurements.forecast(Measurements.situation(three), after, even, 1);
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(1, 0));
    assertThat(forecast.shareAfter().get("s1")).isCloseTo(1 / 3.0, within(0.03));
    assertThat(forecast.refused().after()).isZero();
  }

  @Test
  void aServerIsNotAskedWhileItIsUnhealthy() {
    ServerHealth unhealthy = Fixtures.readiness(Health.UNHEALTHY, 0);
    HealthView second =
        id -> id.address().equals(Fixtures.address(1)) ? Seen.of(unhealthy) : Seen.USUAL;
    PoolForecast forecast =
        Measurements.forecast(
            Measurements.situation(three), new Situation(Fixtures.config(three), second), even, 1);
    assertThat(forecast.shareAfter()).containsEntry("s1", 0.0);
    assertThat(forecast.shareAfter().get("s0")).isCloseTo(0.5, within(0.03));
  }

  /** The checks find nothing wrong with it, and yet it carries nothing that could be lost. */
  @Test
  void aDrainedServerIsNeitherAskedNorASpare() {
    Hand drained = new Hand(Hand.Kind.DRAINING, "ana", "new kernel", null, 0);
    HealthView second =
        id ->
            id.address().equals(Fixtures.address(1))
                ? new Seen(ServerHealth.UNCHECKED, drained)
                : Seen.USUAL;
    Situation now = new Situation(Fixtures.config(three), second);
    Pool changed = Measurements.limited(three, 1_000);
    PoolForecast forecast =
        Measurements.forecast(now, new Situation(Fixtures.config(changed), second), even, 1);
    assertThat(forecast.shareAfter()).containsEntry("s1", 0.0);
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(0, 0));
  }

  @Test
  void aNewServerIsTakenToBeLikeTheOthers() {
    Pool four = Measurements.pool(P2C, 1, 1, 1, 1);
    PoolForecast forecast = Measurements.forecast(three, four, even, 1);
    assertThat(forecast.shareAfter().get("s3")).isCloseTo(0.25, within(0.03));
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(1, 2));
  }

  @Test
  void timeoutsSayWhatTheyWouldHaveCutOff() {
    PoolTraffic traffic =
        Measurements.with(even, 2, Measurements.server(10_000, 2_000_000_000L, 0, 9));
    Pool hasty = withResponseTimeout(three, Duration.ofSeconds(1));
    assertThat(Measurements.forecast(three, three, traffic, 1).cutOff()).isZero();
    assertThat(Measurements.forecast(three, hasty, traffic, 1).cutOff())
        .isCloseTo(1 / 3.0, within(0.001));
  }

  /** Half of the time of a request is its body: twice as many are there at once. */
  @Test
  void bodiesCountAsWell() {
    PoolTraffic traffic = Measurements.even(3, 3_000);
    for (int i = 0; i < 3; i++) {
      long[] latencies = Measurements.server(300_000, 20_000_000, 0, 0).latencies();
      traffic =
          Measurements.with(
              traffic, i, new TrafficProfile.ServerTraffic(300_000, 0, latencies, 1, 40));
    }
    Pool after = Measurements.limited(three, 1_000);
    PoolForecast forecast = Measurements.forecast(three, after, traffic, 1);
    assertThat(forecast.peakAfter().get("s0")).isBetween(40, 70);
  }

  @Test
  void poolsWithoutTrafficAreLeftOut() {
    Situation situation = Measurements.situation(three);
    assertThat(Forecaster.forecast(situation, situation, TrafficProfile.NONE, 1))
        .isEqualTo(Forecast.NONE);
  }

  @Test
  void aRemovedPoolCarriesNothing() {
    Situation after = new Situation(Fixtures.config(), HealthView.ALL_HEALTHY);
    PoolForecast forecast = Measurements.forecast(Measurements.situation(three), after, even, 1);
    assertThat(forecast.shareAfter()).isEmpty();
    assertThat(forecast.survivableLosses()).isEqualTo(new SurvivableLosses(1, 0));
  }

  private static Pool withResponseTimeout(Pool pool, Duration response) {
    return new Pool(
        pool.name(),
        pool.servers(),
        pool.balance(),
        pool.sticky(),
        pool.health(),
        pool.limits(),
        pool.retries(),
        pool.slowStart(),
        new Timeouts(pool.timeouts().connect(), response, pool.timeouts().idle()),
        pool.guards(),
        Protection.DEFAULT);
  }
}
