package io.evenkeel.control.config.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Finds the public key that belongs to a private one, by calculating it, not by believing what
 * stands beside it. A key whose parts contradict each other is damaged.
 */
final class PrivateKeys {
  /** By algorithm; a key of a kind that is not taken is not damaged. */
  enum Kind {
    RSA,
    EC,
    EDWARDS,
    OTHER
  }

  private PrivateKeys() {}

  /** A key in PKCS#1, as PKCS#8. */
  static PrivateKeyInfo ofPkcs1(byte[] der) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        RSAPrivateKey.getInstance(ASN1Primitive.fromByteArray(der)));
  }

  /** A key in SEC 1, as PKCS#8. */
  static PrivateKeyInfo ofSec1(byte[] der) throws IOException {
    ECPrivateKey key = ECPrivateKey.getInstance(ASN1Primitive.fromByteArray(der));
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  static Kind kind(PrivateKeyInfo info) {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (PublicKeys.isRsa(algorithm)) {
      return Kind.RSA;
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return Kind.EC;
    }
    return PublicKeys.isEdwards(algorithm) ? Kind.EDWARDS : Kind.OTHER;
  }

  /** The public key of {@code info}, which is of no other kind. */
  static PublicIdentity identity(PrivateKeyInfo info) throws IOException {
    return switch (kind(info)) {
      case RSA -> rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
      case EC -> ec(info);
      case EDWARDS -> edwards(info);
      case OTHER -> throw new IOException("kind");
    };
  }

  /** RFC 8017, 3.2: what holds between the numbers of a key. */
  private static PublicIdentity rsa(RSAPrivateKey key) throws IOException {
    PublicIdentity identity = PublicKeys.rsa(key.getModulus(), key.getPublicExponent());
    BigInteger p = key.getPrime1();
    BigInteger q = key.getPrime2();
    BigInteger e = key.getPublicExponent();
    require(isPrimeSized(p) && isPrimeSized(q) && p.multiply(q).equals(key.getModulus()));
    BigInteger belowP = p.subtract(BigInteger.ONE);
    BigInteger belowQ = q.subtract(BigInteger.ONE);
    require(isOne(e.multiply(key.getPrivateExponent()), belowP));
    require(isOne(e.multiply(key.getPrivateExponent()), belowQ));
    require(isOne(e.multiply(key.getExponent1()), belowP));
    require(isOne(e.multiply(key.getExponent2()), belowQ));
    require(isOne(q.multiply(key.getCoefficient()), p));
    return identity;
  }

  private static boolean isPrimeSized(BigInteger number) {
    return number.compareTo(BigInteger.TWO) > 0;
  }

  private static boolean isOne(BigInteger number, BigInteger modulus) {
    return number.mod(modulus).equals(BigInteger.ONE);
  }

  private static PublicIdentity ec(PrivateKeyInfo info) throws IOException {
    ASN1ObjectIdentifier curve = PublicKeys.curve(info.getPrivateKeyAlgorithm());
    ECPrivateKeyParameters key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(info);
    ECPoint point =
        new FixedPointCombMultiplier().multiply(key.getParameters().getG(), key.getD()).normalize();
    ASN1BitString beside = ECPrivateKey.getInstance(info.parsePrivateKey()).getPublicKey();
    if (beside != null) {
      ECPoint said = key.getParameters().getCurve().decodePoint(beside.getOctets());
      require(said.equals(point));
    }
    return PublicKeys.ec(curve, point.getEncoded(false));
  }

  private static PublicIdentity edwards(PrivateKeyInfo info) throws IOException {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    byte[] key =
        algorithm.equals(EdECObjectIdentifiers.id_Ed25519)
            ? ((Ed25519PrivateKeyParameters) PrivateKeyFactory.createKey(info))
                .generatePublicKey()
                .getEncoded()
            : ((Ed448PrivateKeyParameters) PrivateKeyFactory.createKey(info))
                .generatePublicKey()
                .getEncoded();
    ASN1BitString beside = info.getPublicKeyData();
    require(beside == null || Arrays.equals(beside.getOctets(), key));
    return PublicKeys.edwards(algorithm, key);
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("the parts of the key contradict each other");
    }
  }
}
