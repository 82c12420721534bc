package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What ties a request to a server: the hash of what the pool's policy names, and the sticky cookie.
 * Costs nothing for pools that use neither. Confined to its loop.
 */
final class Affinity {
  private long hash;
  private @Nullable String cookieName;
  private @Nullable String token;
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
    cookieName = null;
    token = null;
    if (pool.sticky() instanceof Stickiness.ByCookie(String name)) {
      cookieName = name;
      token = request.cookie(name);
    }
  }

  long hash() {
    return hash;
  }

  /**
   * The server that the client's cookie names, with a slot taken; null when there is none that may
   * be used.
   */
  @Nullable ServerState acquire(PoolRuntime pool, PickContext context) {
    String wanted = token;
    toldByClient = false;
    if (wanted == null) {
      return null;
    }
    for (ServerState server : pool.servers()) {
      if (token(server).equals(wanted)
          && pool.isCandidate(server)
          && !context.isExcluded(server)
          && server.tryStart(context.nowNanos())) {
        toldByClient = true;
        return server;
      }
    }
    return null;
  }

  /**
   * The cookie to set for an answer of {@code server}: {@code name=value}; null when the client has
   * it, or needs none.
   */
  byte @Nullable [] cookieFor(@Nullable ServerState server) {
    String name = cookieName;
    return name == null || server == null || toldByClient
        ? null
        : (name + "=" + token(server)).getBytes(ISO_8859_1);
  }

  /** Names the server without telling its address. */
  private static String token(ServerState server) {
    return HexFormat.of().toHexDigits(hash(server.id().toString().getBytes(ISO_8859_1)));
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
