package io.evenkeel.proxy.listen;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's address folded into a long, the unit of the limit per client: an IPv4 address under a
 * prefix of ones (multicast in IPv6, never a client), or the first 64 bits of an IPv6 address,
 * because a /64 is what one subscriber gets. Any thread.
 */
public final class ClientKey {
  /** Nobody in particular: a Unix domain socket, or a client that has left already. */
  static final long NONE = -1;

  private static final long IPV4 = 0xffff_ffff_0000_0000L;

  private ClientKey() {}

  /** The number of whoever is at {@code address}. */
  public static long of(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? ofBytes(inet.getAddress().getAddress())
        : NONE;
  }

  /** The same of an address of 4 or 16 bytes. */
  public static long ofBytes(byte[] bytes) {
    if (bytes.length == 4) {
      return IPV4 | bigEndian(bytes, 0, 4);
    }
    boolean mapped = bigEndian(bytes, 0, 8) == 0 && bigEndian(bytes, 8, 4) == 0xffff;
    return mapped ? IPV4 | bigEndian(bytes, 12, 4) : bigEndian(bytes, 0, 8);
  }

  private static long bigEndian(byte[] bytes, int from, int length) {
    long value = 0;
    for (int i = from; i < from + length; i++) {
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }
}
