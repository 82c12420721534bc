package io.evenkeel.control.config.certificate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of finding, through the reader, at the place that names the file. */
class CertificateFindingsTest {
  private static final String CERT = "7:17";
  private static final String KEY = "8:16";
  private static final Made ROOT = Made.authority("Root");
  private static final Made API = Made.server(ROOT, "api.example.com");

  @TempDir Path folder;

  @Test
  void whatIsInOrderHasNoFinding() {
    bed().with("api.pem", API.pem() + ROOT.pem()).with("api.key", API.key());
    assertThat(bed().findings()).isEmpty();
  }

  @Test
  void tlsItselfIsStillRefused() {
    bed().with(API).with("evenkeel.yaml", CertificateBed.LISTENER);
    assertThat(CertificateBed.READER.read(folder.resolve("evenkeel.yaml")).findings())
        .extracting(Finding::code)
        .containsExactly("EK1104");
  }

  @Test
  void filesThatCannotBeRead() throws IOException {
    Files.createDirectories(folder.resolve("api.key"));
    assertThat(bed().findings())
        .extracting(CertificateFindingsTest::line)
        .containsExactly(
            CERT + " EK1001 file \"" + folder.resolve("api.pem") + "\" does not exist",
            KEY + " EK1001 file \"" + folder.resolve("api.key") + "\" is a directory");
  }

  @Test
  void aFileThatIsTooLarge() {
    bed().with(API).with("api.pem", new byte[1024 * 1024 + 1]);
    Finding finding = only(bed().findings());
    assertThat(line(finding)).startsWith(CERT + " EK1004 file").endsWith("larger than 1 MiB");
    assertThat(finding.path()).isEqualTo("listeners.web.tls.certificates[0].cert");
  }

  @Test
  void aKeyForACertificateAndTheReverse() {
    bed().with("api.pem", API.key()).with("api.key", API.pem());
    assertThat(bed().findings())
        .extracting(CertificateFindingsTest::line)
        .containsExactly(
            CERT + " EK1312 file \"api.pem\" holds no certificate, but a private key",
            KEY + " EK1313 file \"api.key\" holds no private key, but a certificate");
  }

  @Test
  void derForPem() throws IOException {
    bed().with("api.pem", API.holder().getEncoded());
    bed().with("api.key", API.keys().getPrivate().getEncoded());
    List<Finding> findings = bed().findings();
    assertThat(findings)
        .extracting(CertificateFindingsTest::line)
        .containsExactly(
            CERT + " EK1312 file \"api.pem\" is DER, not PEM",
            KEY + " EK1313 file \"api.key\" is DER, not PEM");
    assertThat(findings)
        .extracting(Finding::help)
        .containsExactly(
            "convert it with: openssl x509 -inform DER -in api.pem -out new.pem",
            "convert it with: openssl pkey -inform DER -in api.key -out new.key");
  }

  @Test
  void whatIsNoPemAtAll() {
    bed().with("api.pem", "").with("api.key", "secret text");
    List<Finding> findings = bed().findings();
    assertThat(findings)
        .extracting(CertificateFindingsTest::line)
        .containsExactly(
            CERT + " EK1312 file \"api.pem\" is empty",
            KEY + " EK1313 file \"api.key\" is not PEM: no line of it begins with -----BEGIN");
    assertThat(findings.toString()).doesNotContain("secret");
  }

  @Test
  void aDamagedCertificateOfAChain() {
    bed().with(API).with("api.pem", API.pem() + Made.pem("CERTIFICATE", new byte[] {0x30, 1}));
    assertThat(line(only(bed().findings())))
        .isEqualTo(CERT + " EK1312 certificate 2 of file \"api.pem\" is damaged");
  }

  @Test
  void aKeyOfAnotherCertificate() {
    Made rsa = Made.selfSigned("RSA", "api.example.com");
    bed().with(API).with("api.key", rsa.key());
    Finding finding = only(bed().findings());
    assertThat(line(finding)).isEqualTo(KEY + " EK1314 the key belongs to another certificate");
    assertThat(finding.evidence().get(0)).startsWith("the key's public half: RSA 2048, SHA-256 ");
    assertThat(finding.evidence().get(1)).startsWith("the certificate's: EC P-256, SHA-256 ");
  }

  @Test
  void aChainInTheWrongOrder() {
    bed().with(API).with("api.pem", ROOT.pem() + API.pem());
    assertThat(bed().findings())
        .extracting(Finding::code)
        .containsExactlyInAnyOrder("EK1317", "EK1314", "EK1318");
    assertThat(bed().findings().toString()).contains("belongs to certificate 2 of the file");
  }

  @Test
  void aChainWithAStranger() {
    bed().with(API).with("api.pem", API.pem() + Made.authority("Root").pem());
    assertThat(line(only(bed().findings())))
        .startsWith(CERT + " EK1317 certificate 1, \"CN=api.example.com\", is not signed by");
  }

  @Test
  void datesOfTheServersOwnAndOfAnIntermediate() {
    Made old = Made.authority("Old", Made.NOW.minus(Duration.ofDays(3)), ROOT);
    Made server =
        Made.of(
            old,
            Made.NOW.minus(Duration.ofDays(80)),
            Made.NOW.plus(Duration.ofDays(10)),
            "api.example.com");
    bed().with(server).with("api.pem", server.pem() + old.pem() + ROOT.pem());
    assertThat(bed().findings())
        .extracting(CertificateFindingsTest::line)
        .containsExactly(
            CERT + " EK1315 certificate 2, \"CN=Old\", expired on 2026-05-29 12:00 UTC, 3 days ago",
            CERT
                + " EK1316 certificate 1, \"CN=api.example.com\", expires on 2026-06-11 12:00 UTC,"
                + " in 10 days");
  }

  @Test
  void aHostThatNoCertificateCovers() {
    bed().with(Made.server(ROOT, "www.example.com"));
    Finding finding = only(bed().findings());
    assertThat(line(finding))
        .isEqualTo("10:17 EK1318 no certificate of this listener is for host \"api.example.com\"");
    assertThat(finding.path()).isEqualTo("listeners.web.routes[0].host");
    assertThat(finding.evidence()).containsExactly("the certificates are for www.example.com");
  }

  @Test
  void hostsAreNotJudgedByHalfOfTheCertificates() {
    bed().with(Made.server(ROOT, "www.example.com"));
    String two =
        CertificateBed.LISTENER.replace(
            "          key: api.key\n", "          key: api.key\n        - { cert: none.pem }\n");
    assertThat(bed().findings(two)).extracting(Finding::code).containsExactly("EK1001");
  }

  @Test
  void aKeyThatEverybodyCanRead() throws IOException {
    bed().with(API);
    Path key = folder.resolve("api.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Finding finding = only(bed().findings());
    assertThat(line(finding))
        .isEqualTo(
            KEY + " EK1319 every user of this machine can read the private key (mode rw-r--r--)");
    assertThat(finding.help()).isEqualTo("chmod o-rwx api.key");
  }

  @Test
  void certificateAndKeyInOneFile() {
    bed().with("api.pem", API.pem() + API.key());
    assertThat(bed().findings(CertificateBed.LISTENER.replace("api.key", "api.pem"))).isEmpty();
  }

  @Test
  void authoritiesOfListenersPoolsAndTheAdminListener() {
    Made old = Made.authority("Old", Made.NOW.minus(Duration.ofDays(3)));
    bed().with(API).with("old.pem", ROOT.pem() + old.pem());
    String text =
        """
        version: 1
        admin: { tls: { cert: api.pem, key: api.key, client-ca: old.pem } }
        listeners:
          web: { bind: "127.0.0.1:80", tls: { client-ca: old.pem }, routes: [ { pool: api } ] }
        pools: { api: { servers: { a: "10.0.0.1:80" }, tls: { ca: old.pem } } }
        """;
    List<Finding> findings = bed().findings(text);
    assertThat(findings).extracting(Finding::code).containsOnly("EK1315");
    assertThat(findings)
        .extracting(Finding::path)
        .containsExactly("admin.tls.client-ca", "listeners.web.tls.client-ca", "pools.api.tls.ca");
  }

  @Test
  void noKeyIsEverInAFinding() {
    String key = API.key();
    bed().with(API).with("api.key", key.replace("-----END PRIVATE KEY-----", "") + "garbage");
    String text = bed().findings().toString();
    assertThat(text).contains("EK1313");
    for (String line : key.lines().filter(l -> !l.startsWith("-----")).toList()) {
      assertThat(text).doesNotContain(line.substring(0, Math.min(12, line.length())));
    }
    assertThat(text)
        .doesNotContain(
            Base64.getEncoder().encodeToString(API.keys().getPrivate().getEncoded()),
            new String(API.keys().getPrivate().getEncoded(), ISO_8859_1));
  }

  private CertificateBed bed() {
    return new CertificateBed(folder);
  }

  private static Finding only(List<Finding> findings) {
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  private static String line(Finding finding) {
    return finding.where().line()
        + ":"
        + finding.where().column()
        + " "
        + finding.code()
        + " "
        + finding.message();
  }
}
