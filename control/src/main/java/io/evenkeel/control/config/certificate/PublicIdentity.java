package io.evenkeel.control.config.certificate;

/**
 * Tells public keys apart.
 *
 * @param kind such as {@code RSA 2048} or {@code EC P-256}
 * @param fingerprint SHA-256 of the key's DER (SubjectPublicKeyInfo) in hexadecimal
 */
record PublicIdentity(String kind, String fingerprint) {
  /** Enough to compare by eye; a search for an equal one would take 2^64 tries. */
  private static final int SHOWN = 16;

  @Override
  public String toString() {
    return kind + ", SHA-256 " + fingerprint.substring(0, SHOWN) + "...";
  }
}
