package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.time.SeededRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  @ParameterizedTest
  @CsvSource({
    // wait in ms, least, most
    "-5, 1, 2",
    "0, 1, 2",
    "1, 1, 2",
    "1000, 1, 2",
    "1001, 2, 4",
    "30000, 30, 60",
    "100000, 100, 130",
    "999999999, 86400, 86430",
  })
  void atLeastTheWaitAndSpread(long waitMillis, int least, int most) {
    SeededRandom random = new SeededRandom(1);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      seen.add(RetryAfter.seconds(waitMillis * 1_000_000, random));
    }
    assertThat(seen).allMatch(seconds -> seconds >= least && seconds <= most);
    assertThat(seen).contains(least, most);
  }
}
