package io.evenkeel.core.runtime;

/** A secret that signs, and what was wrong with the one asked for. Immutable; never printed. */
public final class SigningKey {
  private final byte[] bytes;
  private final String flaw;

  /**
   * @param flaw why it is not the one that was asked for, for people; empty: it is
   */
  public SigningKey(byte[] bytes, String flaw) {
    this.bytes = bytes.clone();
    this.flaw = flaw;
  }

  /** The same, in place of another. */
  public SigningKey flawed(String newFlaw) {
    return new SigningKey(bytes, newFlaw);
  }

  byte[] bytes() {
    return bytes;
  }

  String flaw() {
    return flaw;
  }
}
