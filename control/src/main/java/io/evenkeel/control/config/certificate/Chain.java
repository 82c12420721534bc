package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.finding.Quoted;
import java.util.List;

/**
 * The certificates of a file in their order, at least one.
 *
 * @param signedByNext for each but the last whether the one after it signed it
 */
record Chain(List<Certificate> certificates, List<Boolean> signedByNext) {
  Chain {
    certificates = List.copyOf(certificates);
    signedByNext = List.copyOf(signedByNext);
  }

  Certificate first() {
    return certificates.getFirst();
  }

  /** Begins a message: {@code certificate 2, "CN=Some CA",}; a lone one has no number. */
  String described(int index) {
    return certificates.size() == 1 ? "certificate " + subject(index) : describedAtEnd(index) + ",";
  }

  /** Ends one: {@code certificate 2, "CN=Some CA"}. */
  String describedAtEnd(int index) {
    return "certificate " + (index + 1) + ", " + subject(index);
  }

  private String subject(int index) {
    return Quoted.of(certificates.get(index).subject());
  }
}
