package io.evenkeel.core.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.server.ServerState;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the sticky cookie of a pool says for each of its servers. Immutable; any thread.
 *
 * <p>A token is HMAC-SHA256 (RFC 2104) over the pool and the server's address, cut to 160 bits and
 * written as hexadecimal digits. It tells nothing of the address, and nobody without the secret can
 * make one: a client can neither choose a server nor find out how many there are. All of it is
 * computed when the pool is compiled; a request costs one look into a table.
 *
 * <p>The first 32 bits say where in the table to look. They are as good as public, since how long
 * the look takes depends on them. The other 128 bits are compared as a whole, so that the time it
 * takes does not tell how many of them were right.
 */
public final class StickyTokens {
  private static final String ALGORITHM = "HmacSHA256";

  /** So that no other use of the same secret signs the same text. */
  private static final String PURPOSE = "evenkeel sticky 1";

  private static final HexFormat HEX = HexFormat.of();
  private static final int LOCATOR_DIGITS = 8;
  private static final int HALF_DIGITS = 16;
  private static final int DIGITS = LOCATOR_DIGITS + 2 * HALF_DIGITS;
  private static final StickyTokens NONE = new StickyTokens(new Entry[1], Map.of(), "");

  /** By the low bits of the locator; those that share a place are chained. */
  private final @Nullable Entry[] table;

  private final Map<ServerState, byte[]> cookies;
  private final String flaw;

  private StickyTokens(@Nullable Entry[] table, Map<ServerState, byte[]> cookies, String flaw) {
    this.table = table;
    this.cookies = cookies;
    this.flaw = flaw;
  }

  /** Those of {@code servers}, which are the servers of {@code pool}; none if it sets no cookie. */
  static StickyTokens of(Pool pool, List<ServerState> servers, StickySecrets secrets) {
    if (!(pool.sticky() instanceof Stickiness.ByCookie sticky)) {
      return NONE;
    }
    SigningKey key = secrets.of(sticky);
    return key == null ? NONE : signed(sticky.name(), servers, key);
  }

  private static StickyTokens signed(String cookie, List<ServerState> servers, SigningKey key) {
    Mac mac = mac(key.bytes());
    @Nullable Entry[] table = new Entry[Integer.highestOneBit(Math.max(1, servers.size())) * 2];
    Map<ServerState, byte[]> cookies = HashMap.newHashMap(servers.size());
    for (ServerState server : servers) {
      String token = token(mac, server.id());
      int locator = HexFormat.fromHexDigits(token, 0, LOCATOR_DIGITS);
      int place = locator & (table.length - 1);
      table[place] =
          new Entry(
              locator,
              half(token, LOCATOR_DIGITS),
              half(token, LOCATOR_DIGITS + HALF_DIGITS),
              server,
              table[place]);
      cookies.put(server, (cookie + "=" + token).getBytes(ISO_8859_1));
    }
    return new StickyTokens(table, cookies, key.flaw());
  }

  /** The server that {@code token} names; null: it was not made with this secret for this pool. */
  public @Nullable ServerState server(String token) {
    if (token.length() != DIGITS || !isHex(token)) {
      return null;
    }
    int locator = HexFormat.fromHexDigits(token, 0, LOCATOR_DIGITS);
    long high = half(token, LOCATOR_DIGITS);
    long low = half(token, LOCATOR_DIGITS + HALF_DIGITS);
    Entry entry = table[locator & (table.length - 1)];
    while (entry != null) {
      if (entry.locator == locator && ((entry.high ^ high) | (entry.low ^ low)) == 0) {
        return entry.server;
      }
      entry = entry.next;
    }
    return null;
  }

  /** {@code name=token} for {@code server}; null: none is set. Not to be changed. */
  public byte @Nullable [] cookie(ServerState server) {
    return cookies.get(server);
  }

  /** Why they are not signed with the secret that was asked for; empty: they are. */
  public String flaw() {
    return flaw;
  }

  private static String token(Mac mac, ServerId server) {
    String text = PURPOSE + '\0' + server.pool() + '\0' + server.address();
    return HEX.formatHex(mac.doFinal(text.getBytes(UTF_8)), 0, DIGITS / 2);
  }

  private static long half(String token, int from) {
    return HexFormat.fromHexDigitsToLong(token, from, from + HALF_DIGITS);
  }

  private static boolean isHex(String token) {
    for (int i = 0; i < token.length(); i++) {
      if (!HexFormat.isHexDigit(token.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static final class Entry {
    final int locator;
    final long high;
    final long low;
    final ServerState server;
    final @Nullable Entry next;

    Entry(int locator, long high, long low, ServerState server, @Nullable Entry next) {
      this.locator = locator;
      this.high = high;
      this.low = low;
      this.server = server;
      this.next = next;
    }
  }
}
