package io.evenkeel.control.config.certificate;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/** Takes from a certificate what the rules need. */
final class CertificateReader {
  private CertificateReader() {}

  static Certificate of(X509CertificateHolder holder) throws IOException {
    Extensions extensions = holder.getExtensions();
    return new Certificate(
        holder.getSubject().toString(),
        holder.getNotBefore().toInstant(),
        holder.getNotAfter().toInstant(),
        extensions != null && isAuthority(extensions),
        extensions == null ? List.of() : names(extensions),
        PublicKeys.of(holder.getSubjectPublicKeyInfo()));
  }

  private static boolean isAuthority(Extensions extensions) {
    BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
    return constraints != null && constraints.isCA();
  }

  private static List<String> names(Extensions extensions) throws IOException {
    List<String> names = new ArrayList<>();
    GeneralNames all = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    if (all != null) {
      for (GeneralName name : all.getNames()) {
        switch (name.getTagNo()) {
          case GeneralName.dNSName ->
              names.add(((ASN1String) name.getName()).getString().toLowerCase(Locale.ROOT));
          case GeneralName.iPAddress -> {
            byte[] address = ASN1OctetString.getInstance(name.getName()).getOctets();
            names.add(InetAddress.getByAddress(address).getHostAddress());
          }
          default -> {}
        }
      }
    }
    return names;
  }
}
