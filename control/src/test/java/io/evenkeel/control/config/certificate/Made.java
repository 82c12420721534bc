package io.evenkeel.control.config.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** A certificate and its key, made with names and dates that a test chooses. */
record Made(KeyPair keys, X509CertificateHolder holder) {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /** Of an EC key, valid from a year ago for two years. */
  static Made server(Made issuer, String... names) {
    return of(issuer, NOW.minus(Duration.ofDays(365)), NOW.plus(Duration.ofDays(365)), names);
  }

  static Made of(Made issuer, Instant from, Instant until, String... names) {
    return make(new Order("CN=" + names[0], from, until, false), issuer, newKey("EC"), names);
  }

  static Made selfSigned(String keyKind, String... names) {
    Instant from = NOW.minus(Duration.ofDays(365));
    Instant until = NOW.plus(Duration.ofDays(365));
    return make(new Order("CN=" + names[0], from, until, false), null, newKey(keyKind), names);
  }

  /** Signs others, and is signed by {@code issuer} or, without one, by itself. */
  static Made authority(String name, Instant until, Made... issuer) {
    Order order = new Order("CN=" + name, NOW.minus(Duration.ofDays(365)), until, true);
    return make(order, issuer.length == 0 ? null : issuer[0], newKey("EC"));
  }

  static Made authority(String name) {
    return authority(name, NOW.plus(Duration.ofDays(3650)));
  }

  String pem() {
    try {
      return pem("CERTIFICATE", holder.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In PKCS#8. */
  String key() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  static String pem(String label, byte[] content) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(label, content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static KeyPair newKey(String kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      switch (kind) {
        case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case "RSA" -> generator.initialize(2048);
        default -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Order(String subject, Instant from, Instant until, boolean authority) {}

  private static Made make(Order order, @Nullable Made issuer, KeyPair keys, String... names) {
    try {
      X500Name subject = new X500Name(order.subject());
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer == null ? subject : issuer.holder().getSubject(),
              BigInteger.valueOf(order.hashCode() & 0x7fffffffL),
              Date.from(order.from()),
              Date.from(order.until()),
              subject,
              keys.getPublic());
      builder.addExtension(
          Extension.basicConstraints, true, new BasicConstraints(order.authority()));
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      }
      KeyPair signer = issuer == null ? keys : issuer.keys();
      String algorithm =
          switch (signer.getPrivate().getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
          };
      return new Made(
          keys, builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralNames alternatives(String... names) {
    return new GeneralNames(
        Arrays.stream(names)
            .map(name ->
                name.matches("[0-9.]+|.*:.*")
                    ? new GeneralName(GeneralName.iPAddress, name)
                    : new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }
}
