package io.evenkeel.core.change;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys of a configuration file with their values, in order. A key is the list of the steps that
 * lead to it: names may contain dots, so that a text would not tell all keys apart. One thread.
 */
final class KeyTree {
  /**
   * A value as one would write it.
   *
   * @param byDefault whether it would be the same if it were not written
   */
  record Entry(String text, boolean byDefault) {}

  private final Map<List<String>, Entry> entries;
  private final List<String> at;

  KeyTree() {
    this(new LinkedHashMap<>(), List.of());
  }

  private KeyTree(Map<List<String>, Entry> entries, List<String> at) {
    this.entries = entries;
    this.at = at;
  }

  /** The section {@code key} of this one; what is put there is in the same tree. */
  KeyTree in(String key) {
    return new KeyTree(entries, step(key));
  }

  /** The item at {@code index} of the list {@code key}. */
  KeyTree in(String key, int index) {
    return in(key).in(item(index));
  }

  /** The step to an item of a list. */
  static String item(int index) {
    return "[" + index + "]";
  }

  /** Of the item that this step leads to. */
  static int index(String item) {
    return Integer.parseInt(item, 1, item.length() - 1, 10);
  }

  /** A key without a default; an empty text is one that is not written. */
  void put(String key, Object value) {
    String text = value.toString();
    if (!text.isEmpty()) {
      entries.put(step(key), new Entry(text, false));
    }
  }

  /** A key with a default. */
  void put(String key, Object value, Object byDefault) {
    entries.put(step(key), new Entry(value.toString(), value.equals(byDefault)));
  }

  /** All of the tree. */
  Map<List<String>, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** {@code listeners.web.routes[0].pool}. */
  static String path(List<String> steps) {
    return String.join(".", steps).replace(".[", "[");
  }

  private List<String> step(String key) {
    List<String> steps = new ArrayList<>(at);
    steps.add(key);
    return List.copyOf(steps);
  }
}
