package io.evenkeel.core.change;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A pool before and after a change.
 *
 * @param before as it is served
 * @param after as it is proposed
 */
record PoolPair(Pool before, Pool after) {
  PoolName name() {
    return after.name();
  }

  /** {@code pools.api}. */
  String path() {
    return path(name());
  }

  static String path(PoolName pool) {
    return "pools." + pool;
  }

  /** The servers that traffic normally goes to: neither backup nor of weight 0. */
  static List<Server> takers(Pool pool) {
    return pool.servers().stream()
        .filter(server -> server.weight() > 0 && !server.backup())
        .toList();
  }

  static Set<HostPort> addresses(List<Server> servers) {
    Set<HostPort> addresses = new LinkedHashSet<>();
    servers.forEach(server -> addresses.add(server.address()));
    return addresses;
  }

  /** Takers of before that are none any more: removed, moved, weight 0, or backup. */
  List<Server> lost() {
    Set<HostPort> still = addresses(takers(after));
    return takers(before).stream().filter(server -> !still.contains(server.address())).toList();
  }

  /** What became of a lost server, for people. */
  String fate(Server lost) {
    for (Server server : after.servers()) {
      if (server.address().equals(lost.address())) {
        return said(lost) + (server.weight() == 0 ? ": weight 0" : ": backup only");
      }
    }
    for (Server server : after.servers()) {
      if (server.name().equals(lost.name())) {
        return said(lost) + ": now " + server.address();
      }
    }
    return said(lost) + ": removed";
  }

  static String said(Server server) {
    return server.name() + " " + server.address();
  }
}
