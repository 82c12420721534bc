package io.evenkeel.control.config.certificate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.evenkeel.control.config.certificate.Answer.Found;
import io.evenkeel.control.config.certificate.Answer.Refused;
import io.evenkeel.core.change.Finding;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law L10 for certificates and keys: any bytes are judged, and damage to a key is noticed. */
class DamagedFilesLawTest {
  private static final long SEED = 20_260_601;
  private static final Made ROOT = Made.authority("Root");
  private static final List<Made> MADE =
      List.of(
          Made.server(ROOT, "api.example.com", "10.0.0.1"),
          Made.selfSigned("RSA", "api.example.com"),
          Made.selfSigned("Ed25519", "api.example.com"));

  @TempDir Path folder;

  /** Damaged text, through the whole reader. */
  @Test
  void damagedFilesGiveFindingsAndNothingElse() {
    CertificateBed bed = new CertificateBed(folder);
    for (int i = 0; i < 600; i++) {
      Random random = new Random(SEED + i);
      Made made = MADE.get(random.nextInt(MADE.size()));
      bed.with("api.pem", damaged(bytes(made.pem() + ROOT.pem()), random));
      bed.with("api.key", damaged(bytes(made.key()), random));
      try {
        for (Finding finding : bed.findings()) {
          assertThat(finding.code()).matches("EK131[2-9]");
          assertThat(finding.message() + finding.help() + finding.evidence())
              .doesNotContainPattern("\\p{Cntrl}");
        }
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        fail("seed " + (SEED + i), e);
      }
    }
  }

  /** Of each kind of key the last bytes of its DER are part of the secret. */
  @Test
  void aDamagedKeyIsNeverTakenForWhole() {
    for (int i = 0; i < 2_000; i++) {
      Random random = new Random(SEED + i);
      Made made = MADE.get(random.nextInt(MADE.size()));
      byte[] der = made.keys().getPrivate().getEncoded();
      der[der.length - 1 - random.nextInt(31)] ^= (byte) (1 << random.nextInt(8));
      Answer<PublicIdentity> read =
          new KeyReader("a.key").read(bytes(Made.pem("PRIVATE KEY", der)));
      assertThat(read).as("seed " + (SEED + i)).isNotEqualTo(identity(made));
    }
  }

  @Test
  void aDamagedCertificateIsNeverTakenForSigned() throws Exception {
    Made made = MADE.getFirst();
    byte[] der = made.holder().getEncoded();
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = damaged(der, new Random(SEED + i));
      byte[] pem = bytes(Made.pem("CERTIFICATE", damaged) + ROOT.pem());
      boolean sound =
          new ChainReader("a.pem").read(pem) instanceof Found<Chain>(Chain chain)
              && ChainRule.judge(chain) == null;
      assertThat(sound && !saysTheSame(der, damaged)).as("seed " + (SEED + i)).isFalse();
    }
  }

  /** Some bytes may have several values for the same meaning: any but zero is true. */
  private static boolean saysTheSame(byte[] der, byte[] damaged) {
    byte[] again =
        Decoding.orNull(
            () -> new X509CertificateHolder(damaged).toASN1Structure().getEncoded("DER"));
    return Arrays.equals(der, again);
  }

  @Test
  void nestingWithoutEndIsDamage() {
    byte[] deep = new byte[700_000];
    for (int i = 0; i + 1 < deep.length; i += 2) {
      deep[i] = 0x31;
      deep[i + 1] = (byte) 0x80;
    }
    assertThat(new ChainReader("a.pem").read(bytes(Made.pem("CERTIFICATE", deep))))
        .isInstanceOf(Refused.class);
    assertThat(new KeyReader("a.key").read(bytes(Made.pem("PRIVATE KEY", deep))))
        .isInstanceOf(Refused.class);
    assertThat(new KeyReader("a.key").read(deep)).isInstanceOf(Refused.class);
  }

  private static Answer<PublicIdentity> identity(Made made) {
    return new KeyReader("a.key").read(bytes(made.key()));
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        int at = random.nextInt(bytes.length);
        int length = random.nextInt(Math.min(64, bytes.length - at));
        random.nextBytes(bytes);
        System.arraycopy(whole, 0, bytes, 0, at);
        System.arraycopy(whole, at + length, bytes, at + length, bytes.length - at - length);
        yield bytes;
      }
      default -> {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
