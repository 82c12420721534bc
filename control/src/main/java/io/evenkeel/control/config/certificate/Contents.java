package io.evenkeel.control.config.certificate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Says what a file holds instead of what it should; in words from here, never in the file's own.
 */
final class Contents {
  /** What bytes without PEM are. */
  enum Binary {
    EMPTY,
    CERTIFICATE,
    PRIVATE_KEY,
    PKCS12,
    OTHER
  }

  private Contents() {}

  /** {@code a private key and a certificate request}. */
  static String inWords(List<PemObject> blocks) {
    Set<String> kinds = new LinkedHashSet<>();
    blocks.forEach(block -> kinds.add(kind(block.getType())));
    return String.join(" and ", kinds);
  }

  private static String kind(String label) {
    return switch (label) {
      case "CERTIFICATE", "X509 CERTIFICATE" -> "a certificate";
      case "TRUSTED CERTIFICATE" -> "a certificate in the form of OpenSSL only";
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> "a certificate request";
      case "X509 CRL" -> "a revocation list";
      case "PUBLIC KEY", "RSA PUBLIC KEY" -> "a public key";
      case "EC PARAMETERS", "DH PARAMETERS", "DSA PARAMETERS" -> "parameters of keys";
      case "PKCS7", "CMS" -> "a PKCS#7 container";
      case "OPENSSH PRIVATE KEY" -> "a private key in the form of OpenSSH";
      default -> label.endsWith("PRIVATE KEY") ? "a private key" : "something else";
    };
  }

  static Binary binary(byte[] bytes) {
    if (bytes.length == 0) {
      return Binary.EMPTY;
    }
    if (decodes(() -> new X509CertificateHolder(bytes))) {
      return Binary.CERTIFICATE;
    }
    if (decodes(() -> Pfx.getInstance(ASN1Primitive.fromByteArray(bytes)))) {
      return Binary.PKCS12;
    }
    if (decodes(() -> PrivateKeyInfo.getInstance(ASN1Primitive.fromByteArray(bytes)))
        || decodes(() -> PrivateKeys.ofPkcs1(bytes))
        || decodes(() -> PrivateKeys.ofSec1(bytes))) {
      return Binary.PRIVATE_KEY;
    }
    return Binary.OTHER;
  }

  private static boolean decodes(Decoding.Step<?> step) {
    return Decoding.orNull(step) != null;
  }
}
