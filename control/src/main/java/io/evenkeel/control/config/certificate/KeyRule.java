package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.finding.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a private key is that of the first certificate. */
final class KeyRule {
  private KeyRule() {}

  /** Null when the two belong together. */
  static @Nullable Complaint judge(PublicIdentity key, Chain chain) {
    if (key.equals(chain.first().key())) {
      return null;
    }
    List<PublicIdentity> all = chain.certificates().stream().map(Certificate::key).toList();
    int owner = all.indexOf(key);
    return new Complaint(
        Code.KEY_MISMATCH,
        owner < 0
            ? "the key belongs to another certificate"
            : "the key belongs to certificate " + (owner + 1) + " of the file, not to the first",
        owner < 0
            ? "name the key that was made for this certificate"
            : "put the certificate of the key first",
        List.of(
            "the key's public half: " + key,
            "the certificate's: " + chain.first().key(),
            "to compare: openssl pkey -in KEY -pubout -outform DER | sha256sum"));
  }
}
