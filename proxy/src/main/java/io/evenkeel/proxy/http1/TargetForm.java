package io.evenkeel.proxy.http1;

/** The four forms of a request target (RFC 9112 3.2). */
public enum TargetForm {
  /** {@code /path?query}. */
  ORIGIN,
  /** {@code http://host/path?query}. */
  ABSOLUTE,
  /** {@code *}, for OPTIONS only. */
  ASTERISK,
  /** {@code host:port}, for CONNECT only. */
  AUTHORITY
}
