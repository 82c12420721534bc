package io.evenkeel.app.upgrade;

/** A hand-over that does not take place; the message says why, for the operator. */
public final class HandoverFailure extends Exception {
  private final String reason;

  public HandoverFailure(String reason) {
    super(reason);
    this.reason = reason;
  }

  HandoverFailure(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /** The message. */
  public String reason() {
    return reason;
  }
}
