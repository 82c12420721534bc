package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.StickyTokens;
import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * What ties a request to a server: the hash of what the pool's policy names, and the sticky cookie.
 * Costs nothing for pools that use neither. Confined to its loop.
 */
final class Affinity {
  private long hash;
  private @Nullable String token;

  /** Of the pool that was last asked for a server. */
  private @Nullable StickyTokens tokens;

  private boolean toldByClient;

  /** Reads what matters from the request just parsed. */
  void take(Pool pool, RequestView request, ClientIdentity client) {
    hash =
        switch (pool.balance()) {
          case BalancePolicy.Maglev maglev -> hash(maglev.key(), request, client);
          case BalancePolicy.RingHash ring -> hash(ring.key(), request, client);
          case BalancePolicy.Rendezvous rendezvous -> hash(rendezvous.key(), request, client);
          case BalancePolicy.SourceHash _ -> hash(source(request, client));
          case BalancePolicy.RoundRobin _,
              BalancePolicy.LeastConnections _,
              BalancePolicy.PowerOfTwo _,
              BalancePolicy.PeakEwma _,
              BalancePolicy.WeightedRandom _ ->
              0;
        };
    token = pool.sticky() instanceof Stickiness.ByCookie by ? request.cookie(by.name()) : null;
    tokens = null;
  }

  long hash() {
    return hash;
  }

  /**
   * The server that the client's cookie names, with a slot taken; null when there is none that may
   * be used: then the pick is an ordinary one, and the client is told its new server.
   */
  @Nullable ServerState acquire(PoolRuntime pool, PickContext context) {
    String wanted = token;
    toldByClient = false;
    tokens = pool.stickyTokens();
    ServerState server = wanted == null ? null : pool.stickyTokens().server(wanted);
    if (server == null
        || !pool.isCandidate(server)
        || context.isExcluded(server)
        || !server.tryStart(context.nowNanos())) {
      return null;
    }
    toldByClient = true;
    return server;
  }

  /**
   * The cookie to set for an answer of {@code server}: {@code name=value}; null when the client has
   * it, or needs none.
   */
  byte @Nullable [] cookieFor(@Nullable ServerState server) {
    StickyTokens known = tokens;
    return known == null || server == null || toldByClient ? null : known.cookie(server);
  }

  private static long hash(HashKey key, RequestView request, ClientIdentity client) {
    String text =
        switch (key) {
          case HashKey.Source _ -> null;
          case HashKey.Header(String name) -> request.header(name);
          case HashKey.Cookie(String name) -> request.cookie(name);
          case HashKey.Path _ -> request.path();
        };
    return hash(text == null ? source(request, client) : text.getBytes(ISO_8859_1));
  }

  private static byte[] source(RequestView request, ClientIdentity client) {
    return client.source(client.isTrusted() ? request.forwardedFor() : null);
  }

  private static long hash(byte[] bytes) {
    return Hashing.hash(bytes, 0, bytes.length);
  }
}
