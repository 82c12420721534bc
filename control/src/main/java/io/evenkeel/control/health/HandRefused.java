package io.evenkeel.control.health;

/** An operator's hand that was not laid on a server. The message says why, and what to do. */
public final class HandRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, in kinds that callers tell apart. */
  public enum Kind {
    /** There is no such pool or server. */
    UNKNOWN,
    /** The order makes no sense as it stands, whatever the servers do. */
    INVALID,
    /** Too few servers would be left; forced, it is done all the same. */
    UNSAFE
  }

  private final Kind kind;

  HandRefused(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
