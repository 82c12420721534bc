package io.evenkeel.control.config.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.HostPattern;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRuleTest {
  @ParameterizedTest
  @CsvSource({
    "api.example.com, api.example.com, true",
    "API.example.COM, api.example.com, true",
    "api.example.com, www.example.com, false",
    "api.example.com, *.example.com, true",
    "example.com, *.example.com, false",
    "a.b.example.com, *.example.com, false",
    "a.b.example.com, *.b.example.com, true",
    "api.example.com, a*.example.com, false",
    "api.example.com, *, false",
    "api.example.com, api.example.com.evil.org, false",
    "api.example.com, *.com, false",
    "*.example.com, *.example.com, true",
    "*.example.com, api.example.com, false",
    "*.b.example.com, *.example.com, false",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, *.0.0.1, false",
    "10.0.0.1, 10.0.0.2, false",
    "[::1], 0:0:0:0:0:0:0:1, true",
    "xn--mller-kva.example, xn--mller-kva.example, true",
  })
  void whatANameCovers(String asked, String carried, boolean covered) {
    assertThat(rule(carried).judge(pattern(asked)) == null).isEqualTo(covered);
  }

  @Test
  void aRouteForEveryHostAsksForNone() {
    assertThat(rule().judge(new HostPattern.Any())).isNull();
  }

  @Test
  void whatIsCarriedIsSaid() {
    Complaint complaint =
        Objects.requireNonNull(rule("b.example", "*.a.example").judge(pattern("c.example")));
    assertThat(complaint.message())
        .isEqualTo("no certificate of this listener is for host \"c.example\"");
    assertThat(complaint.evidence())
        .containsExactly("the certificates are for *.a.example, b.example");
  }

  @Test
  void aCertificateWithoutNames() {
    Complaint complaint = Objects.requireNonNull(rule().judge(pattern("c.example")));
    assertThat(complaint.help()).contains("the common name does not count");
  }

  private static HostPattern pattern(String text) {
    return text.startsWith("*")
        ? new HostPattern.Suffix(text.substring(1))
        : new HostPattern.Exact(text);
  }

  private static HostRule rule(String... names) {
    PublicIdentity key = new PublicIdentity("EC P-256", "0".repeat(64));
    return new HostRule(
        List.of(new Certificate("CN=a", Instant.MIN, Instant.MAX, false, List.of(names), key)));
  }
}
