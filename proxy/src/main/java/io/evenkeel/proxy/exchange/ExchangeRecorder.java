package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenkeel.core.model.Server;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.SideTraffic;
import io.evenkeel.proxy.telemetry.AccessEntry;
import io.evenkeel.proxy.telemetry.AccessLane;
import io.evenkeel.proxy.telemetry.AccessLog;
import io.evenkeel.proxy.telemetry.LaneTraffic;
import io.evenkeel.proxy.telemetry.LogText;
import io.evenkeel.proxy.telemetry.ProxyError;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for every finished request: its log line and its counts. One per loop. What a line or a
 * count needs is looked up once per snapshot and kept by identity, so that a request costs no
 * look-up by name and no encoding.
 */
final class ExchangeRecorder {
  private final int lane;
  private final DataPlane shared;
  private final SnapshotPublisher snapshots;
  private final AccessEntry entry = new AccessEntry();
  private final IdentityHashMap<ListenerRuntime, ListenerBooks> listeners = new IdentityHashMap<>();
  private @Nullable Publication publication;

  /** Microseconds since 1970 where the monotonic clock is 0. */
  private long epochOffsetMicros;

  private long epochSeconds;

  ExchangeRecorder(int lane, DataPlane shared) {
    this.lane = lane;
    this.shared = shared;
    this.snapshots = shared.snapshots();
  }

  /** A server's names, encoded. */
  private static final class ServerNames {
    final byte[] name;
    final byte[] address;

    ServerNames(String name, String address) {
      this.name = bytes(name);
      this.address = bytes(address);
    }
  }

  private final class ListenerBooks {
    final ListenerRuntime runtime;
    final byte[] name;
    final @Nullable AccessLane log;
    private final RouteBooks unrouted;
    private final @Nullable SideTraffic side;
    private final IdentityHashMap<CompiledRoute, RouteBooks> routes = new IdentityHashMap<>();
    private final IdentityHashMap<ServerState, ServerNames> servers = new IdentityHashMap<>();

    ListenerBooks(ListenerRuntime runtime) {
      this.runtime = runtime;
      this.name = bytes(runtime.listener().name().value());
      AccessLog opened = shared.accessLogs().of(runtime.listener().accessLog());
      this.log = opened == null ? null : opened.lane(lane);
      Publication current = publication;
      this.side = current == null ? null : current.sideOf(runtime);
      this.unrouted = booksOf(null);
    }

    RouteBooks of(@Nullable CompiledRoute route) {
      if (route == null) {
        return unrouted;
      }
      RouteBooks books = routes.get(route);
      if (books == null) {
        books = booksOf(route);
        routes.put(route, books);
      }
      return books;
    }

    private RouteBooks booksOf(@Nullable CompiledRoute route) {
      return new RouteBooks(runtime.listener().name(), route, shared.traffic(), lane, side);
    }

    ServerNames namesOf(ServerState server, PoolRuntime pool) {
      ServerNames names = servers.get(server);
      if (names == null) {
        Server configured = pool.configured(server);
        String name = configured == null ? "" : configured.name();
        names = new ServerNames(name, server.id().address().toString());
        servers.put(server, names);
      }
      return names;
    }
  }

  /**
   * Sets the wall clock by the system's, so that its corrections show in the log, and forgets old
   * snapshots' books.
   */
  @SuppressWarnings("ReferenceEquality") // an equal publication has other runtimes
  void tick(long nowNanos) {
    long millis = System.currentTimeMillis();
    epochSeconds = millis / 1000;
    epochOffsetMicros = millis * 1000 - nowNanos / 1000;
    Publication current = snapshots.publication();
    if (current != publication) {
      publication = current;
      listeners.clear();
    }
  }

  /** Seconds since 1970, as of the last tick. */
  long epochSeconds() {
    return epochSeconds;
  }

  /** A request begins on its way to {@code facts.pool}. */
  void begun(RequestFacts facts) {
    ListenerRuntime runtime = facts.listener;
    if (runtime != null) {
      LaneTraffic traffic = booksOf(runtime).of(facts.route).traffic(facts.pool);
      traffic.begun();
      facts.traffic = traffic;
    }
  }

  /** A request that was understood is over. */
  void finished(HttpExchange exchange, long nowNanos) {
    RequestFacts facts = exchange.facts;
    ListenerRuntime runtime = facts.listener;
    if (runtime == null) {
      return;
    }
    ListenerBooks books = booksOf(runtime);
    RouteBooks route = books.of(facts.route);
    int status = exchange.response.status();
    long totalNanos = nowNanos - facts.startNanos;
    long received = facts.headBytes + exchange.request.receivedBytes();
    long sent = exchange.response.sentBytes();
    LaneTraffic traffic = facts.traffic;
    if (traffic == null) {
      traffic = route.traffic(null);
      traffic.begun();
    }
    traffic.ended(status, facts.lastError, totalNanos);
    traffic.bytes(received, sent);
    route.compare(facts, status, exchange.attempt.lastServer(), totalNanos);
    AccessLane log = books.log;
    if (log != null) {
      entry.status(status).totalNanos(totalNanos).bytes(received, sent);
      entry.text(LogText.LISTENER, books.name).text(LogText.ROUTE, route.label);
      entry.text(LogText.POOL, route.poolName(facts.pool));
      describeRequest(facts, exchange.client().identity().address());
      describeAttempts(books, exchange);
      log.append(entry);
      entry.clear();
    }
  }

  /** A request whose head was not understood. */
  void refused(ListenerRuntime runtime, byte[] client, int status, String why, int sentBytes) {
    ListenerBooks books = booksOf(runtime);
    LaneTraffic traffic = books.unrouted.traffic(null);
    traffic.begun();
    traffic.ended(status, ProxyError.HTTP_REQUEST_ERROR, 0);
    traffic.bytes(0, sentBytes);
    AccessLane log = books.log;
    if (log != null) {
      entry.status(status).bytes(0, sentBytes).error(ProxyError.HTTP_REQUEST_ERROR);
      entry.startEpochMicros(epochOffsetMicros + System.nanoTime() / 1000);
      entry.text(LogText.LISTENER, books.name).text(LogText.CLIENT, client);
      entry.text(LogText.DETAILS, bytes(why));
      log.append(entry);
      entry.clear();
    }
  }

  private void describeRequest(RequestFacts facts, byte[] client) {
    RequestNotes notes = facts.notes;
    byte[] bytes = notes.bytes();
    entry
        .text(LogText.CLIENT, client)
        .text(LogText.METHOD, bytes, 0, notes.methodEnd)
        .text(LogText.TARGET, bytes, notes.methodEnd, notes.targetEnd)
        .text(LogText.HOST, bytes, notes.targetEnd, notes.hostEnd)
        .text(LogText.USER_AGENT, bytes, notes.hostEnd, notes.userAgentEnd)
        .text(LogText.REQUEST_ID, bytes, notes.userAgentEnd, notes.requestIdEnd)
        .startEpochMicros(epochOffsetMicros + facts.startNanos / 1000)
        .minorVersion(facts.http11 ? 1 : 0)
        .connectNanos(facts.connectNanos)
        .termination(facts.termination);
  }

  private void describeAttempts(ListenerBooks books, HttpExchange exchange) {
    RequestFacts facts = exchange.facts;
    entry
        .attempts(exchange.tries.count())
        .retries(exchange.tries.again())
        .hedged(exchange.tries.isHedged());
    ServerState server = exchange.attempt.lastServer();
    PoolRuntime pool = facts.pool;
    if (server != null && pool != null) {
      ServerNames names = books.namesOf(server, pool);
      entry.text(LogText.SERVER, names.name).text(LogText.SERVER_ADDRESS, names.address);
    }
    long firstByte = exchange.response.firstByteNanos();
    if (firstByte != 0) {
      entry.serverNanos(firstByte - exchange.attempt.startNanos());
    }
    ProxyError error = facts.lastError;
    if (error != null) {
      entry.error(error).text(LogText.DETAILS, bytes(facts.lastDetails));
    }
  }

  private ListenerBooks booksOf(ListenerRuntime runtime) {
    ListenerBooks books = listeners.get(runtime);
    if (books == null) {
      books = new ListenerBooks(runtime);
      listeners.put(runtime, books);
    }
    return books;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
