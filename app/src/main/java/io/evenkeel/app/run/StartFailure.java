package io.evenkeel.app.run;

/** The balancer cannot start; the message says why and what to do. */
public final class StartFailure extends Exception {
  private final String reason;
  private final boolean configuration;

  StartFailure(String message) {
    this(message, false);
  }

  StartFailure(String message, boolean configuration) {
    super(message);
    reason = message;
    this.configuration = configuration;
  }

  /** The message. */
  public String reason() {
    return reason;
  }

  /** Whether the message is the printed findings of the configuration. */
  public boolean isConfiguration() {
    return configuration;
  }
}
