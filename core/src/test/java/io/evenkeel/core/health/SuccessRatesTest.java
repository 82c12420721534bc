package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuccessRatesTest {
  /** Failures of 200 requests each; the positions of the outliers. */
  @ParameterizedTest
  @CsvSource({
    "20 0 0,          0",
    "0 0 0,           ''",
    "9 0 0,           ''",
    "20 20 20,        ''",
    "20 0,            ''",
    "30 10 0,         0",
    "40 20 0,         0",
    "0 0 0 0 0 0 12,  6",
    "40 0 0 0 0 40,   05",
  })
  void outliers(String failures, String expected) {
    long[] failed = Arrays.stream(failures.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    SuccessRates rates = new SuccessRates();
    for (long each : failed) {
      rates.add(200, each);
    }
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < failed.length; i++) {
      found.append(rates.isOutlier(200, failed[i]) ? i : "");
    }
    assertThat(found).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({"99, 50, false", "100, 50, true"})
  void tooFewRequestsSayNothing(long requests, long failures, boolean outlier) {
    SuccessRates rates = new SuccessRates();
    for (int i = 0; i < 4; i++) {
      rates.add(1_000, 0);
    }
    rates.add(requests, failures);
    assertThat(rates.isOutlier(requests, failures)).isEqualTo(outlier);
  }
}
