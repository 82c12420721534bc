package io.evenkeel.core.change;

import io.evenkeel.core.change.KeyTree.Entry;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What lies between two configurations, key by key of the file. It compares meanings: a default
 * that is written equals one that is not, things with a name are compared by their name, and the
 * order of listeners, pools, servers, addresses and trusted networks says nothing. That of routes
 * does; which of them belong together, {@link RouteAlignment} says.
 *
 * <p>Of something that comes or goes as a whole only what is not the default is told. The index of
 * a route that is gone is the one it had.
 */
public final class ConfigDiff {
  private final Map<List<String>, Entry> old;
  private final Map<List<String>, Entry> now;
  private final Map<String, RouteAlignment> routes = new HashMap<>();

  private ConfigDiff(Config before, Config after) {
    old = ConfigTree.of(before).entries();
    now = ConfigTree.of(after).entries();
    before
        .listeners()
        .forEach((name, listener) -> {
          Listener other = after.listeners().get(name);
          if (other != null) {
            routes.put(name.value(), RouteAlignment.between(listener.routes(), other.routes()));
          }
        });
  }

  /** In the order of {@code after}, then what is gone; empty exactly if both mean the same. */
  public static List<Change> between(Config before, Config after) {
    return new ConfigDiff(before, after).changes();
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    now.forEach((key, entry) -> {
      Entry was = old.get(moved(key, RouteAlignment::before));
      if (was == null ? !entry.byDefault() : !was.text().equals(entry.text())) {
        changes.add(new Change(KeyTree.path(key), was == null ? "" : was.text(), entry.text()));
      }
    });
    old.forEach((key, entry) -> {
      List<String> other = moved(key, RouteAlignment::after);
      if (!now.containsKey(other) && !entry.byDefault()) {
        changes.add(new Change(KeyTree.path(other.isEmpty() ? key : other), entry.text(), ""));
      }
    });
    return List.copyOf(changes);
  }

  /** The key on the other side; that of a route which is not there is empty. */
  private List<String> moved(List<String> key, ToIndex toIndex) {
    boolean isOfRoute = key.getFirst().equals("listeners") && key.get(2).equals("routes");
    RouteAlignment alignment = isOfRoute ? routes.get(key.get(1)) : null;
    if (alignment == null) {
      return key;
    }
    int index = toIndex.apply(alignment, KeyTree.index(key.get(3)));
    if (index < 0) {
      return List.of();
    }
    List<String> moved = new ArrayList<>(key);
    moved.set(3, KeyTree.item(index));
    return moved;
  }

  private interface ToIndex {
    int apply(RouteAlignment alignment, int index);
  }
}
