package io.evenkeel.proxy.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a client connection, as text that goes into forwarded heads and logs.
 */
interface ClientIdentity {
  /** The address of the peer in ASCII; {@code unix} behind a Unix socket. */
  byte[] address();

  /**
   * The address of the client proper: the last one in {@code forwardedFor} that is no trusted
   * proxy, if the peer is one.
   *
   * @param forwardedFor the value of X-Forwarded-For; null: the request has none
   */
  byte[] source(@Nullable String forwardedFor);

  /**
   * The same as a number, so that it can be counted without a text of it: IPv6 by its network of 64
   * bits, which is what one subscriber gets.
   */
  long number(@Nullable String forwardedFor);

  /** Our own address and port that the client connected to, in ASCII. */
  byte[] ownAddress();

  /**
   * Whether the peer is one of the listener's trusted proxies, so that its forwarding fields are
   * believed.
   */
  boolean isTrusted();
}
