package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.finding.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of a chain (RFC 8446, 4.4.2): the server's own certificate, then each one's signer. */
final class ChainRule {
  private ChainRule() {}

  /** Null when the chain is in order; else its first flaw. */
  static @Nullable Complaint judge(Chain chain) {
    List<Certificate> certificates = chain.certificates();
    int own = own(certificates);
    if (own > 0) {
      return complaint(
          chain.described(0)
              + " is an authority's; the server's own is number "
              + (own + 1)
              + " of the file",
          "put the server's own certificate first, then who signed it, and so on");
    }
    int broken = chain.signedByNext().indexOf(false);
    return broken < 0
        ? null
        : complaint(
            chain.described(broken)
                + " is not signed by the next one, "
                + chain.describedAtEnd(broken + 1),
            "put after each certificate the one of its issuer; leave out what is none of the chain");
  }

  /** The first that is no authority's, when an authority's stands before it. */
  private static int own(List<Certificate> certificates) {
    for (int i = 0; i < certificates.size(); i++) {
      if (!certificates.get(i).authority()) {
        return i;
      }
    }
    return 0;
  }

  private static Complaint complaint(String message, String help) {
    return new Complaint(Code.CERTIFICATE_CHAIN, message, help);
  }
}
