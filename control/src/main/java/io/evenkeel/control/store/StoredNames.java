package io.evenkeel.control.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the texts of a revision are put below its folder: {@code /etc/evenkeel/a.yaml} at {@code
 * files/etc/evenkeel/a.yaml}, so that {@code diff -r} of two revisions compares like with like. A
 * name that cannot be a path, or stands in the way of another one, becomes a number.
 */
final class StoredNames {
  /** File systems allow 255 bytes. */
  private static final int LONGEST = 200;

  private StoredNames() {}

  static List<String> of(List<String> names) {
    List<String> stored = new ArrayList<>();
    Set<String> files = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (String name : names) {
      String path = path(name);
      if (path.isEmpty() || !isFree(path, files, folders)) {
        path = "numbered/" + stored.size() + ".yaml";
      }
      files.add(path);
      for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
        folders.add(path.substring(0, i));
      }
      stored.add("files/" + path);
    }
    return stored;
  }

  private static boolean isFree(String path, Set<String> files, Set<String> folders) {
    if (files.contains(path) || folders.contains(path) || path.startsWith("numbered")) {
      return false;
    }
    for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
      if (files.contains(path.substring(0, i))) {
        return false;
      }
    }
    return true;
  }

  /** {@code name} below a folder; empty: it is no path. */
  private static String path(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") || isUnfit(part)) {
        return "";
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static boolean isUnfit(String part) {
    return part.getBytes(StandardCharsets.UTF_8).length > LONGEST
        || part.chars().anyMatch(c -> c < ' ' || c == 0x7f || Character.isSurrogate((char) c));
  }
}
