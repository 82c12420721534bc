package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Priority;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueDisciplineTest {
  private static final long MILLI = 1_000_000;

  private final QueueDiscipline ten = QueueDiscipline.of(10, Duration.ofSeconds(1));

  @Test
  void theDefaultsAreThoseOfThePapers() {
    assertThat(ten).isEqualTo(new QueueDiscipline(10, 1000 * MILLI, 100 * MILLI, 20 * MILLI));
  }

  @Test
  void aShortTimeoutIsNeverExceeded() {
    assertThat(QueueDiscipline.of(1, Duration.ofMillis(3)))
        .isEqualTo(new QueueDiscipline(1, 3 * MILLI, 3 * MILLI, 3 * MILLI));
    assertThat(QueueDiscipline.of(1, Duration.ofMillis(50)))
        .isEqualTo(new QueueDiscipline(1, 50 * MILLI, 10 * MILLI, 5 * MILLI));
  }

  @ParameterizedTest
  @CsvSource({
    // newcomer, waiting, last, standing, refused with
    "HIGH,   0, ,       false, ",
    "HIGH,   9, HIGH,   false, ",
    "HIGH,  10, HIGH,   false, QUEUE_FULL",
    "HIGH,  10, HIGH,   true,  ",
    "HIGH,  10, NORMAL, false, ",
    "HIGH,  10, LOW,    false, ",
    "NORMAL, 9, LOW,    true,  ",
    "NORMAL,10, HIGH,   true,  QUEUE_FULL",
    "NORMAL,10, NORMAL, false, QUEUE_FULL",
    "NORMAL,10, NORMAL, true,  ",
    "NORMAL,10, LOW,    false, ",
    "LOW,    0, ,       false, ",
    "LOW,    5, NORMAL, false, ",
    "LOW,    6, HIGH,   false, QUEUE_FILLING",
    "LOW,    9, LOW,    true,  QUEUE_FILLING",
    "LOW,   10, LOW,    true,  QUEUE_FULL",
  })
  void whoMayWait(
      Priority newcomer, int waiting, Priority last, boolean standing, ShedReason refusal) {
    assertThat(ten.refusal(newcomer, waiting, last, standing)).isEqualTo(refusal);
  }

  @Test
  void withoutAQueueNobodyMay() {
    QueueDiscipline none = QueueDiscipline.of(0, Duration.ofSeconds(1));
    for (Priority each : Priority.values()) {
      assertThat(none.refusal(each, 0, null, false)).isEqualTo(ShedReason.QUEUE_FULL);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // waited ms, first, standing, ms between services, sent away with
    "  19, false, true,   1, ",
    "  20, false, true,   5, QUEUE_DELAY",
    "  20, false, true,  10, ",
    "  40, false, true,  10, QUEUE_DELAY",
    "  20, true,  true,   1, ",
    " 999, true,  true,   1, ",
    " 999, false, false,  1, ",
    "1000, true,  true,   1, QUEUE_TIMEOUT",
    "1000, false, false,  1, QUEUE_TIMEOUT",
    " 499, false, true, 999, ",
    " 500, false, true, 999, QUEUE_DELAY",
    "1000, false, true, 999, QUEUE_TIMEOUT",
  })
  void howLongOneMayWait(
      long waitedMillis, boolean first, boolean standing, long paceMillis, ShedReason expiry) {
    assertThat(ten.expiry(waitedMillis * MILLI, first, standing, paceMillis * MILLI))
        .isEqualTo(expiry);
  }
}
