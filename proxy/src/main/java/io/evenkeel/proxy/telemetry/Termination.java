package io.evenkeel.proxy.telemetry;

/** How an exchange ended, seen from the client's connection. */
public enum Termination {
  /** The client has the whole response. */
  COMPLETE("complete"),
  /** The client left before its end. */
  CLIENT_GONE("client-gone"),
  /** The server left before its end, when it was too late to answer anything else. */
  SERVER_BROKE("server-broke");

  private final String token;

  Termination(String token) {
    this.token = token;
  }

  /** The word in the access log. */
  public String token() {
    return token;
  }
}
