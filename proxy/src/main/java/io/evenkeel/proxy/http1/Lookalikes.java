package io.evenkeel.proxy.http1;

/**
 * Finds field names that a server behind us may take for one that means something to a proxy. CGI,
 * FastCGI, WSGI, Rack and PHP name their variables after fields and turn what is no letter or digit
 * into an underscore, so {@code X_Forwarded_For} and {@code X-Forwarded-For} are both {@code
 * HTTP_X_FORWARDED_FOR}, and the one that a client made up may win. Used by one event loop.
 */
public final class Lookalikes {
  private final byte[] dashed = new byte[KnownField.LONGEST];

  /**
   * Whether the name [from, to), which is not one of {@link KnownField}, becomes one with dashes in
   * the place of its other signs. Costs one look at each octet.
   */
  public boolean isOne(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isOrdinary(bytes[at])) {
      at++;
    }
    return at < to && to - from <= dashed.length && isKnownDashed(bytes, from, to);
  }

  private boolean isKnownDashed(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      dashed[i - from] = isOrdinary(bytes[i]) ? bytes[i] : (byte) '-';
    }
    return KnownField.of(dashed, 0, to - from).care() != KnownField.Care.FREE;
  }

  private static boolean isOrdinary(byte octet) {
    int letter = octet | 0x20;
    return (letter >= 'a' && letter <= 'z') || (octet >= '0' && octet <= '9') || octet == '-';
  }
}
