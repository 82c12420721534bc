package io.evenkeel.proxy.http1;

import java.util.Arrays;
import java.util.Locale;

/**
 * A field name that means something to a proxy, recognised in any case without an allocation.
 *
 * <p>Recognition is a perfect hash of length and the octets at the start, in the middle and at
 * seven eighths: one table look-up finds the only candidate, one comparison confirms it. The
 * multiplier is searched once when the class is loaded, so that adding a name needs no care.
 */
public enum KnownField {
  OTHER(Care.FREE),
  HOST(Care.ESSENTIAL),
  CONNECTION(Care.HOP_BY_HOP),
  KEEP_ALIVE(Care.HOP_BY_HOP),
  PROXY_CONNECTION(Care.HOP_BY_HOP),
  PROXY_AUTHENTICATE(Care.HOP_BY_HOP),
  PROXY_AUTHORIZATION(Care.HOP_BY_HOP),
  /** Not a field of HTTP: CGI programs mistake it for their proxy setting (CVE-2016-5385). */
  PROXY(Care.HOP_BY_HOP),
  TE(Care.HOP_BY_HOP),
  TRANSFER_ENCODING(Care.HOP_BY_HOP),
  UPGRADE(Care.HOP_BY_HOP),
  HTTP2_SETTINGS(Care.HOP_BY_HOP),
  CONTENT_LENGTH(Care.ESSENTIAL),
  CONTENT_TYPE(Care.ESSENTIAL),
  CONTENT_ENCODING(Care.ESSENTIAL),
  CONTENT_RANGE(Care.ESSENTIAL),
  EXPECT(Care.ESSENTIAL),
  AUTHORIZATION(Care.ESSENTIAL),
  COOKIE(Care.ESSENTIAL),
  SET_COOKIE(Care.ESSENTIAL),
  TRAILER(Care.FREE),
  X_FORWARDED_FOR(Care.OURS),
  X_FORWARDED_PROTO(Care.OURS),
  X_FORWARDED_HOST(Care.OURS),
  X_FORWARDED_PORT(Care.OURS),
  X_REAL_IP(Care.OURS),
  FORWARDED(Care.OURS),
  VIA(Care.OURS),
  X_REQUEST_ID(Care.OURS),
  X_EVENKEEL_TIMEOUT_MS(Care.OURS),
  TRACEPARENT(Care.OURS),
  TRACESTATE(Care.OURS),
  MAX_FORWARDS(Care.OURS),
  DATE(Care.OURS),
  RETRY_AFTER(Care.FREE),
  USER_AGENT(Care.FREE),
  REFERER(Care.FREE),
  ACCEPT(Care.FREE),
  SERVER(Care.FREE),
  LOCATION(Care.FREE),
  CACHE_CONTROL(Care.FREE);

  /** What a Connection field that names the field can do to it. */
  enum Care {
    /** Removed when named. */
    FREE,
    /** Always removed. */
    HOP_BY_HOP,
    /** Written or judged by the proxy itself: naming it changes nothing. */
    OURS,
    /** Decides what the message says, to whom and from whom: a request that names it is refused. */
    ESSENTIAL
  }

  static final int COUNT = values().length;

  /** Octets of the longest name. */
  static final int LONGEST = longest();

  private static final int TABLE_BITS = 9;
  private static final KnownField[] TABLE = new KnownField[1 << TABLE_BITS];
  private static final int MULTIPLIER = perfectMultiplier();

  private final Care care;

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction, never handed out
  private final byte[] lowerCase;

  KnownField(Care care) {
    this.care = care;
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.lowerCase = Ascii.bytes(name.equals("other") ? "" : name);
  }

  /** The field named by the token [from, to). */
  public static KnownField of(byte[] bytes, int from, int to) {
    KnownField candidate = TABLE[slot(bytes, from, to - from, MULTIPLIER)];
    return candidate.isNamed(bytes, from, to) ? candidate : OTHER;
  }

  Care care() {
    return care;
  }

  /** Whether the field concerns one connection only and is never forwarded. */
  public boolean hopByHop() {
    return care == Care.HOP_BY_HOP;
  }

  /** The place of the field in arrays that live as long as the process. */
  @SuppressWarnings("EnumOrdinal")
  int index() {
    return ordinal();
  }

  /** One bit of a set of fields; there are fewer than 64. */
  long bit() {
    return 1L << index();
  }

  /** In a token, setting the bit of lower case maps nothing but letters to letters. */
  private boolean isNamed(byte[] token, int from, int to) {
    byte[] name = lowerCase;
    if (to - from != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if ((token[from + i] | 0x20) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static int slot(byte[] bytes, int from, int length, int multiplier) {
    int key =
        length
            | ((bytes[from] | 0x20) << 8)
            | ((bytes[from + (length >> 1)] | 0x20) << 16)
            | ((bytes[from + ((length * 7) >> 3)] | 0x20) << 24);
    return (key * multiplier) >>> (32 - TABLE_BITS);
  }

  private static int longest() {
    int longest = 0;
    for (KnownField field : values()) {
      longest = Math.max(longest, field.lowerCase.length);
    }
    return longest;
  }

  private static int perfectMultiplier() {
    int multiplier = 0x9E3779B1; // 2^32 / golden ratio, odd; then its odd successors
    for (int tries = 0; tries < 100_000; tries++) {
      if (fits(multiplier)) {
        return multiplier;
      }
      multiplier += 2;
    }
    throw new IllegalStateException("two known fields share length and octets: hash others");
  }

  private static boolean fits(int multiplier) {
    Arrays.fill(TABLE, OTHER);
    for (KnownField field : values()) {
      if (field != OTHER) {
        int slot = slot(field.lowerCase, 0, field.lowerCase.length, multiplier);
        if (TABLE[slot] != OTHER) {
          return false;
        }
        TABLE[slot] = field;
      }
    }
    return true;
  }
}
