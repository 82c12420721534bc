package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.certificate.Answer.Found;
import io.evenkeel.control.config.certificate.Answer.Refused;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Reads the private key of a PEM file: PKCS#8, PKCS#1 or SEC 1, the first if there are several.
 * Other blocks, such as its certificates, are passed over. What is kept of it is who it belongs to.
 */
final class KeyReader {
  private static final String COPY_AGAIN = "copy the file again from where the key was made";

  private final String file;

  /**
   * @param file as the configuration names it
   */
  KeyReader(String file) {
    this.file = file;
  }

  /** The public key that belongs to the private one. */
  Answer<PublicIdentity> read(byte[] bytes) {
    if (!Pem.looksLike(bytes)) {
      return noPem(Contents.binary(bytes));
    }
    List<PemObject> blocks = Pem.blocks(bytes);
    if (blocks == null) {
      return refuse("is damaged: a block of it has no END line, or is not base64", COPY_AGAIN);
    }
    for (PemObject block : blocks) {
      if (block.getType().endsWith("PRIVATE KEY")) {
        return decode(block);
      }
    }
    return refuse(
        "holds no private key, but " + Contents.inWords(blocks),
        "name the file with the key: it has a line -----BEGIN PRIVATE KEY-----");
  }

  private Answer<PublicIdentity> decode(PemObject block) {
    if (isEncrypted(block)) {
      return refuse(
          "is encrypted: nobody could type its passphrase at a restart",
          "remove the passphrase with: openssl pkey" + inOut());
    }
    if (block.getType().equals("OPENSSH PRIVATE KEY")) {
      return refuse(
          "is a key in the form of OpenSSH",
          "make one for TLS with: openssl genpkey, or openssl req");
    }
    if (block.getType().equals("DSA PRIVATE KEY")) {
      return otherKind();
    }
    PrivateKeyInfo info = Decoding.orNull(() -> info(block));
    if (info != null && PrivateKeys.kind(info) == PrivateKeys.Kind.OTHER) {
      return otherKind();
    }
    PublicIdentity identity =
        info == null ? null : Decoding.orNull(() -> PrivateKeys.identity(info));
    return identity == null
        ? refuse("holds a damaged private key", COPY_AGAIN)
        : new Found<>(identity);
  }

  private static PrivateKeyInfo info(PemObject block) throws IOException {
    byte[] der = block.getContent();
    return switch (block.getType()) {
      case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(ASN1Primitive.fromByteArray(der));
      case "RSA PRIVATE KEY" -> PrivateKeys.ofPkcs1(der);
      case "EC PRIVATE KEY" -> PrivateKeys.ofSec1(der);
      default -> throw new IOException("label");
    };
  }

  private static boolean isEncrypted(PemObject block) {
    return block.getType().equals("ENCRYPTED PRIVATE KEY")
        || ((List<?>) block.getHeaders())
            .stream().anyMatch(h -> h instanceof PemHeader header && isEncrypted(header));
  }

  private static boolean isEncrypted(PemHeader header) {
    return header.getName().equals("Proc-Type") && header.getValue().endsWith("ENCRYPTED");
  }

  private Answer<PublicIdentity> otherKind() {
    return refuse(
        "holds a private key of a kind that is not taken (expected: RSA, EC, Ed25519 or Ed448)",
        "make another key, and have a certificate issued for it");
  }

  private Answer<PublicIdentity> noPem(Contents.Binary contents) {
    String convert = "convert it with: openssl ";
    return switch (contents) {
      case EMPTY -> refuse("is empty", "name the file with the private key");
      case PRIVATE_KEY -> refuse("is DER, not PEM", convert + "pkey -inform DER" + inOut());
      case CERTIFICATE ->
          refuse("holds no private key, but a certificate in DER", "name the private key here");
      case PKCS12 -> refuse("is PKCS#12, not PEM", convert + "pkcs12 -nocerts -nodes" + inOut());
      case OTHER ->
          refuse(
              "is not PEM: no line of it begins with -----BEGIN",
              "name the file with the private key; it is text");
    };
  }

  private String inOut() {
    return " -in " + Command.file(file) + " -out new.key";
  }

  private Answer<PublicIdentity> refuse(String why, String help) {
    return new Refused<>(
        new Complaint(Code.BAD_PRIVATE_KEY, "file " + Quoted.of(file) + " " + why, help));
  }
}
