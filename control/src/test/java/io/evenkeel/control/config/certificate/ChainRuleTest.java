package io.evenkeel.control.config.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainRuleTest {
  /** s: a server's, a: an authority's; for each but the last whether the next one signed it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s   |    |
          a   |    |
          sa  | y  |
          saa | yy |
          as  | n  | certificate 1, "CN=0", is an authority's; the server's own is number 2 of the file
          aas | n  | certificate 1, "CN=0", is an authority's; the server's own is number 3 of the file
          sa  | n  | certificate 1, "CN=0", is not signed by the next one, certificate 2, "CN=1"
          saa | yn | certificate 2, "CN=1", is not signed by the next one, certificate 3, "CN=2"
          ss  | n  | certificate 1, "CN=0", is not signed by the next one, certificate 2, "CN=1"
          aa  | y  |
          """)
  void theOrderOfAChain(String kinds, String signed, String message) {
    List<Certificate> certificates = new ArrayList<>();
    for (int i = 0; i < kinds.length(); i++) {
      certificates.add(certificate(i, kinds.charAt(i) == 'a'));
    }
    List<Boolean> signatures =
        signed == null ? List.of() : signed.chars().mapToObj(c -> c == 'y').toList();
    Complaint complaint = ChainRule.judge(new Chain(certificates, signatures));
    assertThat(complaint == null ? null : complaint.message()).isEqualTo(message);
  }

  @Test
  void signaturesAreChecked() {
    Made root = Made.authority("Root");
    Made other = Made.authority("Root");
    Made server = Made.server(root, "a.example");
    assertThat(Signatures.signed(root.holder(), server.holder())).isTrue();
    assertThat(Signatures.signed(other.holder(), server.holder())).isFalse();
    assertThat(Signatures.signed(server.holder(), root.holder())).isFalse();
  }

  private static Certificate certificate(int number, boolean authority) {
    PublicIdentity key = new PublicIdentity("EC P-256", String.valueOf(number).repeat(64));
    return new Certificate("CN=" + number, Instant.MIN, Instant.MAX, authority, List.of(), key);
  }
}
