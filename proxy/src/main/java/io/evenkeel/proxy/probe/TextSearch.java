package io.evenkeel.proxy.probe;

/**
 * Looks for a text in bytes that stream by, each seen once, none kept. Event loop only.
 *
 * <p>Knuth, Morris, Pratt, "Fast Pattern Matching in Strings", 1977.
 */
final class TextSearch {
  private final byte[] wanted;

  /** Length of the longest proper prefix of the first i + 1 bytes that is also their end. */
  private final int[] border;

  private int matched;

  TextSearch(byte[] wanted) {
    this.wanted = wanted;
    border = new int[wanted.length];
    int length = 0;
    for (int i = 1; i < wanted.length; i++) {
      length = extended(length, wanted[i]);
      border[i] = length;
    }
  }

  boolean found() {
    return matched == wanted.length;
  }

  void see(byte next) {
    if (!found()) {
      matched = extended(matched, next);
    }
  }

  private int extended(int length, byte next) {
    int prefix = length;
    while (prefix > 0 && wanted[prefix] != next) {
      prefix = border[prefix - 1];
    }
    return wanted[prefix] == next ? prefix + 1 : prefix;
  }
}
