package io.evenkeel.control.health;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Servers that somebody is to look at, each once: so that a look costs what has happened and not
 * what there is. Control loop only.
 */
final class Worklist {
  private final int mark;
  private final List<Watched> servers = new ArrayList<>();

  /**
   * @param mark a bit that no other list with the same servers has
   */
  Worklist(int mark) {
    this.mark = mark;
  }

  boolean has(Watched server) {
    return (server.marks & mark) != 0;
  }

  /** Whether it was not in the list before. */
  boolean add(Watched server) {
    if (has(server)) {
      return false;
    }
    server.marks |= mark;
    return servers.add(server);
  }

  /** Shows every server to {@code look}, and keeps those for which it says so. */
  void look(Predicate<Watched> look) {
    int kept = 0;
    for (int i = 0; i < servers.size(); i++) {
      Watched server = servers.get(i);
      if (look.test(server)) {
        servers.set(kept++, server);
      } else {
        server.marks &= ~mark;
      }
    }
    servers.subList(kept, servers.size()).clear();
  }

  /** Moves all to another list. */
  void moveTo(Worklist other) {
    look(server -> {
      other.add(server);
      return false;
    });
  }

  void clear() {
    look(_ -> false);
  }
}
