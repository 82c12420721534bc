package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.certificate.Answer.Found;
import io.evenkeel.control.config.certificate.Answer.Refused;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.io.pem.PemObject;

/** Reads the certificates of a PEM file; other blocks in it, such as the key, are passed over. */
final class ChainReader {
  private final String file;

  /**
   * @param file as the configuration names it
   */
  ChainReader(String file) {
    this.file = file;
  }

  Answer<Chain> read(byte[] bytes) {
    if (!Pem.looksLike(bytes)) {
      return noPem(Contents.binary(bytes));
    }
    List<PemObject> blocks = Pem.blocks(bytes);
    if (blocks == null) {
      return refuse(
          "is damaged: a block of it has no END line, or is not base64",
          "copy the file again from where the certificate was issued");
    }
    List<PemObject> ours = blocks.stream().filter(ChainReader::isCertificate).toList();
    return ours.isEmpty()
        ? refuse(
            "holds no certificate, but " + Contents.inWords(blocks),
            "name the file with the certificate: it has a line -----BEGIN CERTIFICATE-----")
        : decode(ours);
  }

  private static boolean isCertificate(PemObject block) {
    return block.getType().equals("CERTIFICATE") || block.getType().equals("X509 CERTIFICATE");
  }

  private Answer<Chain> decode(List<PemObject> blocks) {
    List<X509CertificateHolder> holders = new ArrayList<>(blocks.size());
    List<Certificate> certificates = new ArrayList<>(blocks.size());
    for (PemObject block : blocks) {
      X509CertificateHolder holder =
          Decoding.orNull(() -> new X509CertificateHolder(block.getContent()));
      Certificate certificate =
          holder == null ? null : Decoding.orNull(() -> CertificateReader.of(holder));
      if (holder == null || certificate == null) {
        String which =
            blocks.size() == 1 ? "" : "certificate " + (certificates.size() + 1) + " of ";
        return new Refused<>(
            new Complaint(
                Code.BAD_CERTIFICATE,
                which + named() + " is damaged",
                "copy the file again from where the certificate was issued"));
      }
      holders.add(holder);
      certificates.add(certificate);
    }
    return new Found<>(new Chain(certificates, signed(holders)));
  }

  /** Up to the first that is not: what comes after it is another chain. */
  private static List<Boolean> signed(List<X509CertificateHolder> holders) {
    List<Boolean> signed = new ArrayList<>();
    boolean unbroken = true;
    for (int i = 0; i + 1 < holders.size() && unbroken; i++) {
      unbroken = Signatures.signed(holders.get(i + 1), holders.get(i));
      signed.add(unbroken);
    }
    return signed;
  }

  private Answer<Chain> noPem(Contents.Binary contents) {
    String convert = "convert it with: openssl ";
    String inOut = " -in " + Command.file(file) + " -out new.pem";
    return switch (contents) {
      case EMPTY -> refuse("is empty", "name the file with the certificate");
      case CERTIFICATE -> refuse("is DER, not PEM", convert + "x509 -inform DER" + inOut);
      case PRIVATE_KEY ->
          refuse("holds no certificate, but a private key in DER", "name the certificate here");
      case PKCS12 -> refuse("is PKCS#12, not PEM", convert + "pkcs12 -nokeys" + inOut);
      case OTHER ->
          refuse(
              "is not PEM: no line of it begins with -----BEGIN",
              "name the file with the certificate; it is text");
    };
  }

  private Answer<Chain> refuse(String why, String help) {
    return new Refused<>(new Complaint(Code.BAD_CERTIFICATE, named() + " " + why, help));
  }

  private String named() {
    return "file " + Quoted.of(file);
  }
}
