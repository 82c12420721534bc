package io.evenkeel.control.health;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of the servers, as a document for the process that takes over: so that no server
 * that works has to prove it anew, and none that does not gets traffic until it fails again.
 * Control loop only.
 *
 * <p>A list of servers, each with its identity and a field for each kind of knowledge, and one of
 * pools ({@link HandedPools}). A field that the reader does not know is left aside, one that is
 * missing leaves the server as new in that.
 */
public final class HandedServers {
  private static final String SERVERS = "servers";
  private static final String POOLS = "pools";

  /** The name under which an operator laid a hand on it. */
  private static final String HELD_AS = "held-as";

  private static final HandedHand HAND = new HandedHand();

  /** In the order of reading: the origin of the slow start last, since the others move it. */
  private static final List<Handed> PARTS =
      List.of(
          HAND,
          new HandedHealth(),
          new HandedBreaker(),
          new HandedEjection(),
          new HandedLimit(),
          new HandedWarmUp());

  private HandedServers() {}

  /** Of the servers of {@code snapshot}, and of the others that a hand lies on. */
  public static JsonNode write(Snapshot snapshot, Hands hands, long nowNanos) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray(SERVERS);
    Map<ServerId, ServerState> servers = snapshot.servers();
    Map<ServerId, String> names = HashMap.newHashMap(hands.all().size());
    hands.all().forEach(laid -> names.put(laid.server(), laid.name()));
    for (ServerState server : servers.values()) {
      ObjectNode entry = entry(list, server.id(), names);
      for (Handed part : PARTS) {
        JsonNode written = part.write(server, nowNanos);
        if (written != null) {
          entry.set(part.name(), written);
        }
      }
    }
    for (LaidHand laid : hands.all()) {
      if (!servers.containsKey(laid.server())) {
        entry(list, laid.server(), names).set(HAND.name(), HAND.write(laid.hand(), nowNanos));
      }
    }
    HandedPools.write(document.putArray(POOLS), snapshot, nowNanos);
    return document;
  }

  private static ObjectNode entry(ArrayNode list, ServerId id, Map<ServerId, String> names) {
    ObjectNode entry =
        list.addObject()
            .put("pool", id.pool().value())
            .put("host", id.address().host())
            .put("port", id.address().port());
    String held = names.get(id);
    return held == null ? entry : entry.put(HELD_AS, held);
  }

  /**
   * Gives the servers of {@code snapshot} what {@code document} says of them. Comes after the
   * snapshot was compiled, and before the monitor follows it and anybody uses it.
   *
   * @return how many of them are known
   */
  public static int read(
      JsonNode document, Snapshot snapshot, HealthMonitor monitor, long nowNanos) {
    Map<ServerId, ServerState> servers = snapshot.servers();
    Set<ServerState> known = new HashSet<>();
    for (JsonNode entry : document.path(SERVERS)) {
      ServerId id = id(entry);
      if (id == null) {
        continue;
      }
      ServerState server = servers.get(id);
      if (server != null) {
        PARTS.stream()
            .filter(part -> entry.has(part.name()))
            .forEach(part -> part.read(entry.path(part.name()), server, nowNanos));
        known.add(server);
        inheritHand(server, entry, monitor.hands());
        monitor.breakerHands().inherit(id, server.breaker());
      } else if (entry.has(HAND.name())) {
        // A hand outlives a configuration in which its server is missing for a while.
        ServerState absent = new ServerState(id, 0, 1, PoolState.fresh());
        HAND.read(entry.path(HAND.name()), absent, nowNanos);
        inheritHand(absent, entry, monitor.hands());
      }
    }
    HandedPools.read(document.path(POOLS), snapshot, monitor.breakerHands(), nowNanos);
    monitor.inherit(known);
    return known.size();
  }

  private static void inheritHand(ServerState server, JsonNode entry, Hands hands) {
    if (server.hand().kind() != Hand.Kind.NONE) {
      String name = entry.path(HELD_AS).asString(server.id().address().toString());
      hands.inherit(server, name, server.hand());
    }
  }

  private static @Nullable ServerId id(JsonNode entry) {
    try {
      return new ServerId(
          new PoolName(entry.path("pool").asString("")),
          new HostPort(entry.path("host").asString(""), entry.path("port").asInt(0)));
    } catch (IllegalArgumentException e) {
      return null; // of a version that names servers differently
    }
  }
}
