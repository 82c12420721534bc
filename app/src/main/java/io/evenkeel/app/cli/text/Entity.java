package io.evenkeel.app.cli.text;

import java.util.Arrays;
import java.util.Set;

/**
 * The thing of the configuration that a path speaks of, and the key of it.
 *
 * <p>Names may have dots in them, so a name ends before the first word that is a key of such a
 * thing. A server named {@code x.weight} is shown a little oddly; nothing else depends on this.
 *
 * @param kind {@code pool}, {@code server}, {@code listener}; else the first word of the path
 * @param name {@code api}, {@code api/api-1}; empty for what has no name
 * @param key the rest; empty: the thing itself
 */
record Entity(String kind, String name, String key) {
  private static final Set<String> POOL_KEYS =
      Set.of(
          "balance",
          "hash-on",
          "sticky",
          "protocol",
          "tls",
          "servers",
          "discover",
          "health",
          "outliers",
          "circuit-breaker",
          "limits",
          "retries",
          "hedge",
          "slow-start",
          "timeouts",
          "guards");
  private static final Set<String> LISTENER_KEYS =
      Set.of(
          "bind",
          "protocol",
          "tls",
          "proxy-protocol",
          "trusted-proxies",
          "limits",
          "access-log",
          "routes");
  private static final Set<String> SERVER_KEYS =
      Set.of("address", "weight", "zone", "priority", "backup", "max-requests", "agent");

  static Entity of(String path) {
    String[] words = path.split("\\.", -1);
    if (words.length < 2) {
      return new Entity(path, "", "");
    }
    return switch (words[0]) {
      case "pools" -> inPool(words);
      case "listeners" -> named("listener", words, 1, firstKey(words, 2, LISTENER_KEYS));
      default -> new Entity(words[0], "", join(words, 1, words.length));
    };
  }

  private static Entity inPool(String[] words) {
    int key = firstKey(words, 2, POOL_KEYS);
    if (key + 1 >= words.length || !words[key].equals("servers")) {
      return named("pool", words, 1, key);
    }
    int serverKey = firstKey(words, key + 2, SERVER_KEYS);
    return new Entity(
        "server",
        join(words, 1, key) + "/" + join(words, key + 1, serverKey),
        join(words, serverKey, words.length));
  }

  private static Entity named(String kind, String[] words, int from, int key) {
    return new Entity(kind, join(words, from, key), join(words, key, words.length));
  }

  /** Index of the first of {@code words} that is a key; their number when none is. */
  private static int firstKey(String[] words, int from, Set<String> keys) {
    for (int i = from; i < words.length; i++) {
      int bracket = words[i].indexOf('[');
      if (keys.contains(bracket < 0 ? words[i] : words[i].substring(0, bracket))) {
        return i;
      }
    }
    return words.length;
  }

  private static String join(String[] words, int from, int to) {
    return String.join(".", Arrays.asList(words).subList(Math.min(from, to), to));
  }

  /** {@code pool api}, {@code changes}. */
  String title() {
    return name.isEmpty() ? kind : kind + " " + name;
  }
}
