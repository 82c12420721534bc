package io.evenkeel.core.balance;

import java.nio.charset.StandardCharsets;

/**
 * The one hash function of the balancer: the same bytes give the same 64 bits on every node and in
 * every release, or clients would lose their servers.
 *
 * <p>FNV-1a (Fowler, Noll, Vo) takes the bytes in; MurmurHash3's finalizer (Appleby) spreads them,
 * because FNV alone leaves the high bits of short keys poor. Not made to resist an attacker who may
 * choose the keys: they reach one server at most, and that one has its own limits.
 */
public final class Hashing {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hashing() {}

  /** The hash of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public static long hash(byte[] bytes, int from, int to) {
    long hash = FNV_OFFSET;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** The hash of the text's UTF-8 bytes. */
  public static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  /** A bijection of 64 bits under which every input bit turns about half of the output bits. */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  /** Maps uniform 64 bits to 0 (inclusive) to {@code bound} (exclusive) without division. */
  static int reduce(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }
}
