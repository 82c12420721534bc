package io.evenkeel.core.server;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers there are, by identity. Control loop only.
 *
 * <p>Every snapshot holds one reference to each of its servers. A server nobody refers to is
 * forgotten when its last request has ended: until then it comes back as the same object, and only
 * then its slot is given to another.
 */
public final class ServerRegistry {
  private final Map<ServerId, Entry> entries = new HashMap<>();
  private final List<Entry> unreferenced = new ArrayList<>();
  private final Map<PoolName, PoolState> pools = new HashMap<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private int slots;

  /** The server of this identity, made if there is none, with one reference more. */
  public ServerState retain(ServerId id, int maxRequests, long nowNanos) {
    Entry entry = entries.get(id);
    if (entry == null) {
      entry = new Entry(create(id, maxRequests, nowNanos));
      entries.put(id, entry);
    }
    entry.references++;
    return entry.server;
  }

  /** Gives one reference back. */
  public void release(ServerState server) {
    Entry entry = entries.get(server.id());
    if (entry == null || entry.server != server || entry.references == 0) {
      throw new IllegalArgumentException("server: " + server + " is not referenced");
    }
    entry.references--;
    if (entry.references == 0) {
      server.breaker().leave();
    }
    if (entry.references == 0 && !entry.listed) {
      entry.listed = true;
      unreferenced.add(entry);
    }
  }

  /** What is kept of a pool: one for its name, whatever configurations come and go. */
  public PoolState pool(PoolName name) {
    return pools.computeIfAbsent(name, _ -> PoolState.fresh());
  }

  /**
   * Forgets the servers nobody refers to and nobody uses; returns how many are left to wait for.
   */
  public int reap() {
    unreferenced.removeIf(this::reaped);
    return unreferenced.size();
  }

  /** The server of this identity; null when there is none. */
  public @Nullable ServerState find(ServerId id) {
    Entry entry = entries.get(id);
    return entry == null ? null : entry.server;
  }

  /** Number of servers. */
  public int size() {
    return entries.size();
  }

  /** Every slot is below this: the length that per-loop tables need. */
  public int slots() {
    return slots;
  }

  private ServerState create(ServerId id, int maxRequests, long nowNanos) {
    Integer slot = freeSlots.poll();
    ServerState server =
        new ServerState(id, slot != null ? slot : slots++, maxRequests, pool(id.pool()));
    server.warmingSinceNanos(nowNanos);
    return server;
  }

  private boolean reaped(Entry entry) {
    if (entry.references > 0) {
      entry.listed = false;
      return true;
    }
    if (entry.server.inFlight() > 0) {
      return false;
    }
    entry.server.breaker().leave(); // its last requests may have opened it once more
    entries.remove(entry.server.id());
    freeSlots.add(entry.server.slot());
    return true;
  }

  private static final class Entry {
    final ServerState server;
    int references;
    boolean listed;

    Entry(ServerState server) {
      this.server = server;
    }
  }
}
