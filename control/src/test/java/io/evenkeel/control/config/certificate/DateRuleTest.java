package io.evenkeel.control.config.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateRuleTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-04-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2025-11-01T00:00:00Z | EK1315 | is not valid before 2026-01-01 00:00 UTC, in 61 days
          2025-12-31T23:59:59Z | EK1315 | is not valid before 2026-01-01 00:00 UTC, in 0 min
          2026-01-01T00:00:00Z |        |
          2026-03-18T00:00:00Z |        |
          2026-03-18T00:00:01Z | EK1316 | expires on 2026-04-01 00:00 UTC, in 13 days
          2026-03-31T03:00:00Z | EK1316 | expires on 2026-04-01 00:00 UTC, in 21 hours
          2026-04-01T00:00:00Z | EK1316 | expires on 2026-04-01 00:00 UTC, in 0 min
          2026-04-01T00:00:01Z | EK1315 | expired on 2026-04-01 00:00 UTC, 0 min ago
          2026-05-01T00:00:00Z | EK1315 | expired on 2026-04-01 00:00 UTC, 30 days ago
          """)
  void theTimesOfOneCertificate(Instant now, String code, String message) {
    List<Complaint> complaints = DateRule.judge(chain(certificate("a", FROM, UNTIL)), now);
    if (code == null) {
      assertThat(complaints).isEmpty();
    } else {
      assertThat(complaints)
          .singleElement()
          .satisfies(complaint -> {
            assertThat(complaint.code().id()).isEqualTo(code);
            assertThat(complaint.message()).isEqualTo("certificate \"CN=a\" " + message);
            assertThat(complaint.help()).isNotEmpty();
          });
    }
  }

  @Test
  void eachKindIsSaidOnceWithTheOthersBesideIt() {
    List<Certificate> all = new ArrayList<>();
    all.add(certificate("server", FROM, UNTIL.plus(Duration.ofDays(3))));
    all.addAll(Collections.nCopies(9, certificate("old", FROM, UNTIL)));
    List<Complaint> complaints =
        DateRule.judge(chain(all.toArray(Certificate[]::new)), UNTIL.plus(Duration.ofDays(1)));
    assertThat(complaints).extracting(c -> c.code().id()).containsExactly("EK1315", "EK1316");
    Complaint expired = complaints.getFirst();
    assertThat(expired.message()).startsWith("certificate 2, \"CN=old\", expired on");
    assertThat(expired.evidence()).hasSize(5).last().isEqualTo("and 4 more of the file");
  }

  private static Chain chain(Certificate... certificates) {
    return new Chain(List.of(certificates), List.of());
  }

  private static Certificate certificate(String name, Instant from, Instant until) {
    PublicIdentity key = new PublicIdentity("EC P-256", "0".repeat(64));
    return new Certificate("CN=" + name, from, until, false, List.of(), key);
  }
}
