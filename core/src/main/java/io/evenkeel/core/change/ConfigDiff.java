package io.evenkeel.core.change;

import io.evenkeel.core.change.KeyTree.Entry;
import io.evenkeel.core.model.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What lies between two configurations, key by key of the file. It compares meanings: a default
 * that is written equals one that is not, things with a name are compared by their name, and the
 * order of listeners, pools, servers, addresses and trusted networks says nothing. That of routes
 * does.
 *
 * <p>Of something that comes or goes as a whole only what is not the default is told.
 */
public final class ConfigDiff {
  private ConfigDiff() {}

  /** In the order of {@code after}, then what is gone; empty exactly if both mean the same. */
  public static List<Change> between(Config before, Config after) {
    Map<List<String>, Entry> old = ConfigTree.of(before).entries();
    Map<List<String>, Entry> now = ConfigTree.of(after).entries();
    List<Change> changes = new ArrayList<>();
    now.forEach((key, entry) -> {
      Entry was = old.get(key);
      if (was == null ? !entry.byDefault() : !was.text().equals(entry.text())) {
        changes.add(new Change(KeyTree.path(key), was == null ? "" : was.text(), entry.text()));
      }
    });
    old.forEach((key, entry) -> {
      if (!now.containsKey(key) && !entry.byDefault()) {
        changes.add(new Change(KeyTree.path(key), entry.text(), ""));
      }
    });
    return List.copyOf(changes);
  }
}
