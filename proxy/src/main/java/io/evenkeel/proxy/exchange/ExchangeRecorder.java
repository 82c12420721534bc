package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.telemetry.AccessEntry;
import io.evenkeel.proxy.telemetry.AccessLane;
import io.evenkeel.proxy.telemetry.AccessLog;
import io.evenkeel.proxy.telemetry.AccessLogs;
import io.evenkeel.proxy.telemetry.LogText;
import io.evenkeel.proxy.telemetry.ProxyError;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Accounts for every finished request: its log line and its counters. One per loop. */
final class ExchangeRecorder {
  private static final byte[] EMPTY = new byte[0];

  /** Names outlive reloads by little: more than this many are from configurations long gone. */
  private static final int CACHED_NAMES = 200_000;

  private final int lane;
  private final AccessLogs logs;
  private final AccessEntry entry = new AccessEntry();

  /** Encoded names by the object they name, so that a line costs no encoding. */
  private final IdentityHashMap<Object, byte[]> names = new IdentityHashMap<>();

  private @Nullable ListenerRuntime listener;
  private @Nullable AccessLane log;

  /** Microseconds since 1970 where the monotonic clock is 0. */
  private long epochOffsetMicros;

  private long epochSeconds;

  ExchangeRecorder(int lane, DataPlane shared) {
    this.lane = lane;
    this.logs = shared.accessLogs();
  }

  /** Sets the wall clock by the system's, so that its corrections show in the log. */
  void tick(long nowNanos) {
    long millis = System.currentTimeMillis();
    epochSeconds = millis / 1000;
    epochOffsetMicros = millis * 1000 - nowNanos / 1000;
    if (names.size() > CACHED_NAMES) {
      names.clear();
    }
  }

  long epochSeconds() {
    return epochSeconds;
  }

  /** A request that was understood is over. */
  void finished(HttpExchange exchange, long nowNanos) {
    RequestFacts facts = exchange.facts;
    ListenerRuntime runtime = facts.listener;
    if (runtime == null) {
      return;
    }
    AccessLane to = logOf(runtime);
    if (to == null) {
      return;
    }
    RequestNotes notes = facts.notes;
    byte[] bytes = notes.bytes();
    texts(runtime, exchange.client().identity().address());
    entry
        .text(LogText.METHOD, bytes, 0, notes.methodEnd)
        .text(LogText.TARGET, bytes, notes.methodEnd, notes.targetEnd)
        .text(LogText.HOST, bytes, notes.targetEnd, notes.hostEnd)
        .text(LogText.USER_AGENT, bytes, notes.hostEnd, notes.userAgentEnd)
        .text(LogText.REQUEST_ID, bytes, notes.userAgentEnd, notes.requestIdEnd)
        .startEpochMicros(epochOffsetMicros + facts.startNanos / 1000)
        .minorVersion(facts.http11 ? 1 : 0)
        .status(exchange.response.status())
        .bytes(facts.headBytes + exchange.requestBody.received(), exchange.response.sentBytes())
        .totalNanos(nowNanos - facts.startNanos)
        .connectNanos(facts.connectNanos)
        .attempts(exchange.attempt.count())
        .termination(facts.termination);
    route(facts);
    server(exchange);
    ProxyError error = facts.lastError;
    if (error != null) {
      entry.error(error).text(LogText.DETAILS, name(facts.lastDetails));
    }
    to.append(entry);
    entry.clear();
  }

  private void route(RequestFacts facts) {
    CompiledRoute route = facts.route;
    if (route != null) {
      entry.text(LogText.ROUTE, name(route, route.label()));
    }
    PoolRuntime pool = facts.pool;
    if (pool != null) {
      entry.text(LogText.POOL, name(pool, pool.pool().name().value()));
    }
  }

  private void server(HttpExchange exchange) {
    ServerState server = exchange.attempt.lastServer();
    if (server == null) {
      return;
    }
    entry.text(LogText.SERVER_ADDRESS, name(server, server.id().address()));
    long firstByte = exchange.response.firstByteNanos();
    if (firstByte != 0) {
      entry.serverNanos(firstByte - exchange.attempt.startNanos());
    }
  }

  /** A request whose head was not understood. */
  void refused(
      ListenerRuntime runtime,
      byte[] client,
      int status,
      String why,
      int sentBytes,
      long nowNanos) {
    AccessLane to = logOf(runtime);
    if (to != null) {
      texts(runtime, client);
      entry
          .text(LogText.DETAILS, name(why))
          .startEpochMicros(epochOffsetMicros + nowNanos / 1000)
          .status(status)
          .bytes(0, sentBytes)
          .error(ProxyError.HTTP_REQUEST_ERROR);
      to.append(entry);
      entry.clear();
    }
  }

  private void texts(ListenerRuntime runtime, byte[] client) {
    entry
        .text(LogText.LISTENER, name(runtime, runtime.listener().name().value()))
        .text(LogText.CLIENT, client);
  }

  @SuppressWarnings("ReferenceEquality") // another snapshot's listener may have another log
  private @Nullable AccessLane logOf(ListenerRuntime runtime) {
    if (runtime != listener) {
      AccessLog opened = logs.of(runtime.listener().accessLog());
      listener = runtime;
      log = opened == null ? null : opened.lane(lane);
    }
    return log;
  }

  private byte[] name(String text) {
    return text.isEmpty() ? EMPTY : name(text, text);
  }

  private byte[] name(Object owner, Object text) {
    byte[] known = names.get(owner);
    if (known == null) {
      known = text.toString().getBytes(UTF_8);
      names.put(owner, known);
    }
    return known;
  }
}
