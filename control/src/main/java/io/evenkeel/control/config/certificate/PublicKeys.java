package io.evenkeel.control.config.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Makes identities of public keys. The same key may be encoded in several ways (RSA with and
 * without PSS, points compressed or not), so the fingerprint is taken of one: that which {@code
 * openssl pkey -pubout -outform DER | sha256sum} prints.
 */
final class PublicKeys {
  /** As the JDK; larger numbers only keep the reader busy. */
  private static final int RSA_BITS = 16_384;

  private PublicKeys() {}

  /** Of a certificate's key. */
  static PublicIdentity of(SubjectPublicKeyInfo info) throws IOException {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    if (isRsa(algorithm)) {
      RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
      return rsa(key.getModulus(), key.getPublicExponent());
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      ASN1ObjectIdentifier curve = curve(info.getAlgorithm());
      ECPublicKeyParameters key = (ECPublicKeyParameters) PublicKeyFactory.createKey(info);
      return ec(curve, key.getQ().getEncoded(false));
    }
    return isEdwards(algorithm)
        ? edwards(algorithm, info.getPublicKeyData().getOctets())
        : identity("unknown kind " + algorithm.getId(), info);
  }

  static boolean isRsa(ASN1ObjectIdentifier algorithm) {
    return algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
        || algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
  }

  static boolean isEdwards(ASN1ObjectIdentifier algorithm) {
    return algorithm.equals(EdECObjectIdentifiers.id_Ed25519)
        || algorithm.equals(EdECObjectIdentifiers.id_Ed448);
  }

  /** The named curve of an EC key; those with numbers of their own are taken by nobody. */
  static ASN1ObjectIdentifier curve(AlgorithmIdentifier algorithm) {
    return ASN1ObjectIdentifier.getInstance(algorithm.getParameters());
  }

  static PublicIdentity rsa(BigInteger modulus, BigInteger exponent) throws IOException {
    if (modulus.signum() <= 0
        || modulus.bitLength() > RSA_BITS
        || exponent.signum() <= 0
        || exponent.bitLength() > RSA_BITS) {
      throw new IOException("modulus: " + modulus.bitLength() + " bits");
    }
    AlgorithmIdentifier plain =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    return identity(
        "RSA " + modulus.bitLength(),
        new SubjectPublicKeyInfo(plain, new RSAPublicKey(modulus, exponent)));
  }

  /** Of an uncompressed point. */
  static PublicIdentity ec(ASN1ObjectIdentifier curve, byte[] point) throws IOException {
    String nist = NISTNamedCurves.getName(curve);
    String name = nist == null ? ECNamedCurveTable.getName(curve) : nist;
    AlgorithmIdentifier onCurve =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
    return identity("EC " + name, new SubjectPublicKeyInfo(onCurve, point));
  }

  static PublicIdentity edwards(ASN1ObjectIdentifier algorithm, byte[] key) throws IOException {
    String kind = algorithm.equals(EdECObjectIdentifiers.id_Ed25519) ? "Ed25519" : "Ed448";
    return identity(kind, new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm), key));
  }

  private static PublicIdentity identity(String kind, ASN1Encodable key) throws IOException {
    try {
      byte[] der = key.toASN1Primitive().getEncoded("DER");
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return new PublicIdentity(kind, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
