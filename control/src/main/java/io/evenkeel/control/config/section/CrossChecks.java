package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Suggestion;
import io.evenkeel.control.config.schema.References;
import io.evenkeel.control.config.schema.References.Bound;
import io.evenkeel.control.config.schema.References.ToPool;
import io.evenkeel.control.config.schema.References.Tries;
import io.evenkeel.control.config.schema.References.Waits;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.PoolName;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can only be judged when every section is known. */
public final class CrossChecks {
  private CrossChecks() {}

  public static void report(References references) {
    references.pools().forEach(pool -> reportUnknown(pool, references.definedPools()));
    reportDuplicateBinds(references.binds());
    reportTries(references);
  }

  /** A try that may take as long as every route waits in all is never given up for another one. */
  private static void reportTries(References references) {
    Map<PoolName, Duration> longest = new HashMap<>();
    for (Waits route : references.waits()) {
      longest.merge(route.pool(), route.timeout(), CrossChecks::longer);
    }
    for (Tries pool : references.tries()) {
      Duration timeout = longest.getOrDefault(pool.pool(), Duration.ZERO);
      if (!timeout.isZero() && pool.perTry().compareTo(timeout) >= 0) {
        pool.scope()
            .report(
                Code.NEVER_REACHED,
                pool.place(),
                "per-try-timeout "
                    + InWords.of(pool.perTry())
                    + " is not below the timeout of any route to pool "
                    + pool.pool()
                    + ": a try is never given up early",
                "write less than " + InWords.of(timeout));
      }
    }
  }

  /** Zero is no timeout at all, so longer than any. */
  private static Duration longer(Duration one, Duration other) {
    if (one.isZero() || other.isZero()) {
      return Duration.ZERO;
    }
    return one.compareTo(other) > 0 ? one : other;
  }

  private static void reportUnknown(ToPool reference, Set<String> defined) {
    if (defined.contains(reference.pool().value()) || !reference.scope().isHeard()) {
      return;
    }
    String name = reference.pool().value();
    String otherwise =
        defined.isEmpty()
            ? "add it under pools"
            : "known pools: " + String.join(", ", defined.stream().limit(10).toList());
    reference
        .scope()
        .report(
            Code.UNKNOWN_POOL,
            reference.place(),
            "there is no pool \"" + name + "\"",
            Suggestion.didYouMean(name, defined, otherwise));
  }

  private static void reportDuplicateBinds(List<Bound> binds) {
    Map<Integer, Map<String, Bound>> tcp = new HashMap<>();
    Map<String, Bound> unix = new HashMap<>();
    for (Bound bound : binds) {
      Bound first =
          switch (bound.address()) {
            case BindAddress.Unix(String path) -> unix.putIfAbsent(path, bound);
            case BindAddress.Tcp(_, int port) when port == 0 -> null;
            case BindAddress.Tcp(String host, int port) -> {
              Map<String, Bound> hosts = tcp.computeIfAbsent(port, _ -> new LinkedHashMap<>());
              Bound taken = takenBy(host, hosts);
              hosts.putIfAbsent(host, bound);
              yield taken;
            }
          };
      if (first != null) {
        reportDuplicate(first, bound);
      }
    }
  }

  /** Who has {@code host} already, itself or by a wildcard; {@code hosts} are those of one port. */
  private static @Nullable Bound takenBy(String host, Map<String, Bound> hosts) {
    if (hosts.containsKey(host)) {
      return hosts.get(host);
    }
    if (isWildcard(host)) {
      return hosts.keySet().stream()
          .filter(other -> takes(host, other) || takes(other, host))
          .findFirst()
          .map(hosts::get)
          .orElse(null);
    }
    boolean v6 = host.indexOf(':') >= 0;
    return hosts.containsKey("::") || v6 ? hosts.get("::") : hosts.get("0.0.0.0");
  }

  private static void reportDuplicate(Bound first, Bound again) {
    boolean same = first.address().equals(again.address());
    again
        .scope()
        .report(
            Code.DUPLICATE_BIND,
            again.place(),
            "address "
                + again.address()
                + (same ? " is already bound" : " is already covered by " + first.address())
                + " ("
                + first.named()
                + ")",
            "choose another port",
            List.of("first: " + first.place()));
  }

  private static boolean isWildcard(String host) {
    return host.equals("::") || host.equals("0.0.0.0");
  }

  /** The IPv6 wildcard takes IPv4 as well, the IPv4 one does not take IPv6. */
  private static boolean takes(String wildcard, String host) {
    return wildcard.equals("::") || (wildcard.equals("0.0.0.0") && host.indexOf(':') < 0);
  }
}
