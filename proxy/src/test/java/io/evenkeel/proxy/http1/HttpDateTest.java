package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  private static final DateTimeFormatter ORACLE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long YEAR_10000 = 253_402_300_800L;

  private final HttpDate date = new HttpDate();

  private void assertAgrees(long epochSecond) {
    byte[] bytes = date.at(epochSecond);
    assertThat(TestBytes.text(bytes, 0, HttpDate.LENGTH))
        .isEqualTo(ORACLE.format(Instant.ofEpochSecond(epochSecond)));
  }

  @Test
  void agreesWithTheLibraryAtTheEdges() {
    for (long second : new long[] {0, 1, 59, 60, 86_399, 86_400, 951_782_399, 951_782_400}) {
      assertAgrees(second);
      assertAgrees(second);
    }
    assertAgrees(784_111_777);
    assertAgrees(YEAR_10000 - 1);
  }

  @Test
  void agreesWithTheLibraryAnywhere() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      assertAgrees(random.nextLong(YEAR_10000));
    }
  }
}
