package io.evenkeel.control.config.certificate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.core.change.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people make them, with the {@code openssl} program. */
class OpensslFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out api.key",
        "genrsa -traditional -out api.key 2048",
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out api.key",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out api.key",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out api.key",
        "ecparam -name secp384r1 -genkey -out api.key",
        "genpkey -algorithm ED25519 -out api.key",
        "genpkey -algorithm ED448 -out api.key",
      })
  void everyFormOfAKeyBelongsToItsCertificate(String makeKey) throws Exception {
    openssl(makeKey);
    openssl(
        "req -x509 -key api.key -subj /CN=api -addext subjectAltName=DNS:api.example.com -days 90"
            + " -out api.pem");
    assertThat(findings()).isEmpty();
    openssl("genpkey -algorithm ED25519 -out api.key");
    assertThat(findings()).extracting(Finding::code).containsExactly("EK1314");
  }

  @ParameterizedTest
  @CsvSource({
    "genpkey -algorithm ED25519 -aes256 -pass pass:secret -out api.key",
    "genrsa -traditional -aes128 -passout pass:secret -out api.key 2048",
  })
  void anEncryptedKeySaysHowToOpenIt(String makeKey) throws Exception {
    openssl(makeKey);
    openssl(
        "req -x509 -newkey ed25519 -nodes -keyout other.key -subj /CN=api -days 90"
            + " -addext subjectAltName=DNS:api.example.com -out api.pem");
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.code()).isEqualTo("EK1313");
          assertThat(finding.message()).contains("is encrypted");
          assertThat(finding.help())
              .isEqualTo("remove the passphrase with: openssl pkey -in api.key -out new.key");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa:2048",
        "rsa-pss -pkeyopt rsa_keygen_bits:2048",
        "ed25519",
        "ec -pkeyopt ec_paramgen_curve:P-384",
        "ec -pkeyopt ec_paramgen_curve:secp256k1",
      })
  void aChainSignedInEachWay(String key) throws Exception {
    openssl(
        "req -x509 -newkey " + key + " -nodes -keyout ca.key -subj /CN=CA -days 90 -out ca.pem");
    openssl("genpkey -algorithm ED25519 -out api.key");
    openssl(
        "req -x509 -CA ca.pem -CAkey ca.key -key api.key -subj /CN=api -days 90"
            + " -addext basicConstraints=critical,CA:FALSE"
            + " -addext subjectAltName=DNS:*.EXAMPLE.com -out api.pem");
    join("api.pem", "api.pem", "ca.pem");
    assertThat(findings()).isEmpty();
    openssl("req -x509 -newkey ed25519 -nodes -keyout no.key -subj /CN=CA -days 90 -out ca.pem");
    join("api.pem", "api.pem", "ca.pem");
    assertThat(findings()).extracting(Finding::code).containsExactly("EK1317");
  }

  @Test
  void otherFilesThatOpensslMakes() throws Exception {
    openssl("req -x509 -newkey ed25519 -nodes -keyout a.key -subj /CN=api -days 90 -out a.pem");
    openssl("pkcs12 -export -inkey a.key -in a.pem -passout pass:secret -out api.pem");
    openssl("genpkey -algorithm X25519 -out api.key");
    assertThat(findings())
        .extracting(Finding::message)
        .containsExactly(
            "file \"api.pem\" is PKCS#12, not PEM",
            "file \"api.key\" holds a private key of a kind that is not taken (expected: RSA, EC,"
                + " Ed25519 or Ed448)");
    openssl("req -new -key a.key -subj /CN=api -out api.pem");
    openssl("pkey -in a.key -pubout -out api.key");
    assertThat(findings())
        .extracting(Finding::message)
        .containsExactly(
            "file \"api.pem\" holds no certificate, but a certificate request",
            "file \"api.key\" holds no private key, but a public key");
  }

  /** By this machine's clock, as {@code openssl} dates what it makes. */
  private List<Finding> findings() {
    CertificateBed bed = new CertificateBed(folder);
    bed.with("evenkeel.yaml", CertificateBed.LISTENER);
    return CertificateBed.besideTls(
        new ConfigReader(Map.of()).read(folder.resolve("evenkeel.yaml")));
  }

  private void join(String to, String... files) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      text.append(Files.readString(folder.resolve(file)));
    }
    new CertificateBed(folder).with(to, text.toString());
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(Arrays.asList(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor()).as(() -> arguments + ":\n" + said).isZero();
  }
}
