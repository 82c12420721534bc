package io.evenkeel.core.route;

import java.util.Arrays;
import java.util.Map;

/**
 * A hash table whose keys are asked for as the end of a longer text, so that a look-up allocates no
 * substring. Open addressing, half empty. Immutable.
 */
final class SuffixTable {
  private static final RouteMatcher[] NONE = {};

  private final String[] keys;
  private final RouteMatcher[][] values;
  private final boolean empty;

  SuffixTable(Map<String, RouteMatcher[]> entries) {
    int capacity = Integer.highestOneBit(entries.size() * 2 + 1) * 2;
    empty = entries.isEmpty();
    keys = new String[capacity];
    Arrays.fill(keys, "");
    values = new RouteMatcher[capacity][];
    Arrays.fill(values, NONE);
    entries.forEach(this::put);
  }

  boolean isEmpty() {
    return empty;
  }

  /** The value of the key that {@code text} is from {@code start} on; empty when there is none. */
  RouteMatcher[] find(String text, int start) {
    if (empty) {
      return NONE;
    }
    int length = text.length() - start;
    int at = place(text, start);
    while (!keys[at].isEmpty()) {
      if (keys[at].length() == length && text.startsWith(keys[at], start)) {
        return values[at];
      }
      at = (at + 1) & (keys.length - 1);
    }
    return NONE;
  }

  private void put(String key, RouteMatcher[] value) {
    int at = place(key, 0);
    while (!keys[at].isEmpty()) {
      at = (at + 1) & (keys.length - 1);
    }
    keys[at] = key;
    values[at] = value;
  }

  private int place(String text, int start) {
    int hash = 0;
    for (int i = start; i < text.length(); i++) {
      hash = hash * 31 + text.charAt(i);
    }
    return (hash ^ (hash >>> 16)) & (keys.length - 1);
  }
}
