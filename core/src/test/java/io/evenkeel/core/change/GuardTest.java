package io.evenkeel.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.GuardReading.Latencies;
import io.evenkeel.core.change.GuardReading.Share;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.stats.LogHistogram;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
  private static final RollbackOn LIMITS = RollbackOn.DEFAULT;
  private static final int PAIRS = 20_000;

  @ParameterizedTest
  @CsvSource({
    // canary: requests, errors; control: requests, errors; breached
    "3, 3, 300, 0, false",
    "19, 19, 300, 0, false",
    "20, 20, 180, 0, true",
    "20, 20, 20, 0, true",
    "20, 20, 5, 0, true", // nothing to compare with, but all of them fail
    "20, 20, 0, 0, true",
    "40, 16, 0, 0, false", // nothing to compare with, and most succeed
    "20, 20, 180, 180, false", // as bad without the change
    "20, 1, 180, 0, false",
    "200, 3, 1800, 0, false", // 1.5 % is below the rise that is allowed
    "200, 20, 1800, 0, true",
    "200, 20, 1800, 170, false",
    "100000, 2900, 900000, 9000, false", // +1.9 %
    "100000, 3500, 900000, 9000, true", // +2.5 %
    "0, 0, 100, 0, false",
  })
  void errorRates(
      long requests, long errors, long controlled, long controlErrors, boolean breached) {
    GuardReading canary = reading("canary", requests, errors);
    GuardReading control = reading("control", controlled, controlErrors);
    assertThat(Guard.breach(LIMITS, canary, control).isPresent()).isEqualTo(breached);
  }

  @Test
  void theBreachSaysWhatWasSeenAndWhatIsAllowed() {
    assertThat(Guard.breach(LIMITS, reading("canary", 40, 38), reading("control", 360, 0)))
        .contains("errors 95.0 % of 40 requests, control 0.0 % of 360 (allowed: +2.0 %)");
  }

  @ParameterizedTest
  @CsvSource({
    // the canary's median in ms, the control's, requests of the canary, of the control, breached
    "1, 1, 1000, 9000, false",
    "4, 1, 1000, 9000, false", // four times, but nothing that anybody feels
    "40, 10, 1000, 9000, true",
    "25, 10, 1000, 9000, false", // two and a half times
    "40, 10, 19, 9000, false",
    "400, 10, 20, 9000, true",
    "400, 10, 1000, 99, false", // the control says nothing yet
  })
  void percentiles(double ms, double controlMs, int n, int controlled, boolean breached) {
    Random random = new Random(1);
    GuardReading canary = timed("canary", n, ms, 0.3, random);
    GuardReading control = timed("control", controlled, controlMs, 0.3, random);
    assertThat(Guard.breach(LIMITS, canary, control).isPresent()).isEqualTo(breached);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, false",
    "2, 3, false",
    "1, 3, true",
    "0, 3, true",
    "5, 10, false",
    "4, 10, true"
  })
  void healthyServers(int healthy, int servers, boolean breached) {
    Optional<String> breach =
        Guard.breach(LIMITS, healthy("now", healthy, servers), healthy("before", servers, servers));
    assertThat(breach.isPresent()).isEqualTo(breached);
  }

  @Test
  void serversThatWereDownBeforeAreNoBreach() {
    GuardReading before = healthy("before", 1, 3);
    assertThat(Guard.breach(LIMITS, healthy("now", 1, 3), before)).isEmpty();
    assertThat(Guard.breach(LIMITS, healthy("now", 0, 3), before))
        .contains("0 of 3 servers healthy, before 1 of 3 (allowed: at least 50 %)");
  }

  @ParameterizedTest
  @CsvSource({
    // requests on the first server, on the other two each; on the first before, on the others each
    "3, 0, 100, 100, false",
    "20, 0, 100, 100, false", // two thirds, twice the fair share, may give that by chance
    "30, 0, 100, 100, true",
    "80, 10, 1000, 1000, false",
    "800, 100, 1000, 1000, true",
    "800, 100, 1600, 200, false", // as skewed before
    "650, 175, 1000, 1000, false", // above the limit, but not twice the fair share
    "800, 100, 0, 0, true",
  })
  void shares(long first, long others, long firstBefore, long othersBefore, boolean breached) {
    GuardReading now = shared("now", first, others, 1.0 / 3);
    GuardReading before = shared("before", firstBefore, othersBefore, 1.0 / 3);
    assertThat(Guard.breach(LIMITS, now, before).isPresent()).isEqualTo(breached);
  }

  @Test
  void aServerThatIsMeantToHaveMostIsNoBreach() {
    GuardReading before = shared("before", 100, 100, 0.8);
    assertThat(Guard.breach(LIMITS, shared("now", 900, 50, 0.8), before)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "0.001", "0.01", "0.05", "0.2", "0.5", "0.95"})
  void aCanaryNoWorseThanItsControlIsLeftAlone(double errorRate) {
    int breaches = 0;
    for (long seed = 0; seed < PAIRS; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(20, 600);
      GuardReading canary = reading("canary", n, hits(n, errorRate, random));
      int controlled = n * random.nextInt(1, 10);
      GuardReading control = reading("control", controlled, hits(controlled, errorRate, random));
      breaches += Guard.breach(LIMITS, canary, control).isPresent() ? 1 : 0;
    }
    assertThat(breaches).as("of %d pairs, seeds from 0", PAIRS).isLessThan(PAIRS / 1_000);
  }

  /** Latencies with a tail ten times the median, which real services have. */
  @ParameterizedTest
  @CsvSource({"0.3", "0.6", "1.0"})
  void aCanaryNoSlowerThanItsControlIsLeftAlone(double sigma) {
    int breaches = 0;
    int pairs = PAIRS / 10;
    for (long seed = 0; seed < pairs; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(20, 300);
      GuardReading canary = timed("canary", n, 30, sigma, random);
      GuardReading control = timed("control", n * random.nextInt(1, 10), 30, sigma, random);
      breaches += Guard.breach(LIMITS, canary, control).isPresent() ? 1 : 0;
    }
    assertThat(breaches).as("of %d pairs, seeds from 0", pairs).isLessThan(pairs / 1_000);
  }

  /** Watched for 150 s with a look every second, as a rollout does. */
  @Test
  void manyLooksAtTheSameCanaryDoNotAddUpToABreach() {
    int breached = 0;
    int rollouts = 2_000;
    for (long seed = 0; seed < rollouts; seed++) {
      Random random = new Random(seed);
      boolean breach = false;
      int errors = 0;
      int controlErrors = 0;
      for (int second = 1; second <= 150 && !breach; second++) {
        errors += hits(6, 0.02, random);
        controlErrors += hits(52, 0.02, random);
        GuardReading canary = reading("canary", 6L * second, errors);
        GuardReading control = reading("control", 52L * second, controlErrors);
        breach = Guard.breach(LIMITS, canary, control).isPresent();
      }
      breached += breach ? 1 : 0;
    }
    assertThat(breached).as("of %d rollouts, seeds from 0", rollouts).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // error rate of the canary, its requests per second, seconds until it has to be caught
    "1, 20, 1",
    "1, 10, 2",
    "0.5, 20, 2",
    "0.3, 20, 4",
    "0.1, 20, 25",
  })
  void harmIsCaughtSoon(double errorRate, int perSecond, int seconds) {
    int caught = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      int n = perSecond * seconds;
      GuardReading canary = reading("canary", n, hits(n, errorRate, random));
      GuardReading control = reading("control", 9L * n, hits(9 * n, 0.001, random));
      caught += Guard.breach(LIMITS, canary, control).isPresent() ? 1 : 0;
    }
    assertThat(caught).as("of 1000, seeds from 0").isGreaterThan(980);
  }

  private static GuardReading reading(String who, long requests, long errors) {
    return new GuardReading(who, requests, errors, Latencies.NONE, 3, 3, Map.of());
  }

  private static GuardReading healthy(String who, int healthy, int servers) {
    return new GuardReading(who, 0, 0, Latencies.NONE, healthy, servers, Map.of());
  }

  private static GuardReading shared(String who, long first, long others, double expected) {
    double rest = (1 - expected) / 2;
    Map<String, Share> shares =
        Map.of(
            "api-1", new Share(first, expected),
            "api-2", new Share(others, rest),
            "api-3", new Share(others, rest));
    return new GuardReading(who, 0, 0, Latencies.NONE, 3, 3, shares);
  }

  /** Lognormal latencies. */
  private static GuardReading timed(
      String who, int n, double medianMs, double sigma, Random random) {
    long[] counts = new long[LogHistogram.BUCKETS];
    for (int i = 0; i < n; i++) {
      double nanos = medianMs * 1e6 * Math.exp(sigma * random.nextGaussian());
      counts[LogHistogram.bucketOf((long) nanos)]++;
    }
    return new GuardReading(who, n, 0, new Latencies(counts), 3, 3, Map.of());
  }

  private static int hits(int n, double rate, Random random) {
    int hits = 0;
    for (int i = 0; i < n; i++) {
      hits += random.nextDouble() < rate ? 1 : 0;
    }
    return hits;
  }
}
