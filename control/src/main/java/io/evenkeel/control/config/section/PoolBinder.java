package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Names;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a pool of its keys. */
final class PoolBinder {
  private PoolBinder() {}

  static @Nullable Pool bind(Fields fields) {
    TlsNotes.ofPool(fields.optional(PoolKeys.TLS));
    Balance balance = fields.value(PoolKeys.BALANCE);
    if (fields.has(PoolKeys.HASH_ON) && !balance.hashes() && fields.isSound(PoolKeys.BALANCE)) {
      fields.report(
          Code.HASH_WITHOUT_HASHING,
          PoolKeys.HASH_ON,
          "hash-on has no effect on this balancer",
          "use balance: maglev, ring-hash or rendezvous, or remove hash-on");
    }
    Map<String, Placed<Server>> servers = fields.optional(PoolKeys.SERVERS);
    String name = fields.scope().name();
    if (servers == null || !Names.valid(name)) {
      return null;
    }
    checkServers(fields, name, servers.values());
    PoolTimes.check(fields, new PoolName(name));
    return new Pool(
        new PoolName(name),
        servers.values().stream().map(Placed::value).toList(),
        balance.policy().apply(fields.value(PoolKeys.HASH_ON)),
        fields.value(PoolKeys.STICKY),
        fields.value(PoolKeys.HEALTH),
        fields.value(PoolKeys.LIMITS),
        fields.value(PoolKeys.RETRIES).policy(),
        fields.value(PoolKeys.SLOW_START),
        fields.value(PoolKeys.TIMEOUTS),
        fields.value(PoolKeys.GUARDS),
        new Protection(
            fields.value(PoolKeys.OUTLIERS),
            fields.value(PoolKeys.CIRCUIT_BREAKER).policy(),
            fields.value(PoolKeys.HEDGE).policy()));
  }

  private static void checkServers(Fields fields, String pool, Collection<Placed<Server>> servers) {
    checkDuplicates(servers);
    if (!fields.isSound(PoolKeys.SERVERS)) {
      return;
    }
    if (servers.isEmpty()) {
      fields.report(
          Code.EMPTY_POOL,
          PoolKeys.SERVERS,
          "pool " + pool + " has no servers",
          "add one: " + PoolKeys.SERVERS.example());
    } else if (servers.stream().allMatch(server -> server.value().weight() == 0)) {
      fields.report(
          Code.NO_WEIGHT,
          PoolKeys.SERVERS,
          "all servers of pool " + pool + " have weight 0: none would get requests",
          "give one at least a weight above 0");
    }
  }

  private static void checkDuplicates(Collection<Placed<Server>> servers) {
    Map<HostPort, Placed<Server>> seen = HashMap.newHashMap(servers.size());
    for (Placed<Server> server : servers) {
      HostPort address = server.value().address();
      Placed<Server> first = seen.putIfAbsent(address, server);
      if (first != null) {
        server
            .scope()
            .report(
                Code.DUPLICATE_SERVER,
                server.place(),
                "address " + address + " is already that of server " + first.value().name(),
                "remove one of the two; for more traffic raise the weight of one",
                List.of("first: " + first.place()));
      }
    }
  }
}
