package io.evenkeel.control.config.certificate;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Checks signatures of certificates. The arithmetic is the JDK's, which bounds the size of keys; it
 * knows algorithms by their numbers.
 */
final class Signatures {
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(
          SECObjectIdentifiers.secp256r1,
          SECObjectIdentifiers.secp384r1,
          SECObjectIdentifiers.secp521r1);

  private Signatures() {}

  /**
   * Whether {@code issuer} signed {@code subject}; also true when the names fit, and the key or
   * signature is of a kind that cannot be checked here, since a warning would be a guess.
   */
  static boolean signed(X509CertificateHolder issuer, X509CertificateHolder subject) {
    try {
      AlgorithmIdentifier inside = subject.toASN1Structure().getTBSCertificate().getSignature();
      if (!subject.getIssuer().equals(issuer.getSubject())
          || !subject.getSignatureAlgorithm().equals(inside)) {
        return false;
      }
      if (!isKnown(issuer.getSubjectPublicKeyInfo().getAlgorithm())) {
        return true;
      }
      PublicKey key = key(issuer.getSubjectPublicKeyInfo());
      Signature check = Signature.getInstance(inside.getAlgorithm().getId());
      return verifies(check, key, subject);
    } catch (NoSuchAlgorithmException | InvalidKeySpecException _) {
      return true;
    } catch (GeneralSecurityException | IOException | RuntimeException _) {
      return false;
    }
  }

  /** The JDK reads keys of more curves than it calculates with. */
  private static boolean isKnown(AlgorithmIdentifier key) {
    return !key.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        || CURVES.contains(PublicKeys.curve(key));
  }

  private static boolean verifies(Signature check, PublicKey key, X509CertificateHolder subject)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = subject.getSignatureAlgorithm();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded("DER"));
      check.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
    }
    check.initVerify(key);
    check.update(subject.toASN1Structure().getTBSCertificate().getEncoded("DER"));
    return check.verify(subject.getSignature());
  }

  private static PublicKey key(SubjectPublicKeyInfo info)
      throws GeneralSecurityException, IOException {
    return KeyFactory.getInstance(info.getAlgorithm().getAlgorithm().getId())
        .generatePublic(new X509EncodedKeySpec(info.getEncoded("DER")));
  }
}
