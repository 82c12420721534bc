package io.evenkeel.control.rollout;

import io.evenkeel.core.change.GuardReading.Latencies;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.PoolReading;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Servers that only a canary has, watched for silence: they take requests and begin no answer. The
 * guard compares requests that ended, and these end with their timeout, when the canary may be
 * over. Control loop only.
 */
final class SilentServers {
  /** A server that is new may be cold. */
  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** As many times the 99th percentile of the control as it takes to be sure. */
  private static final int LATENCIES = 10;

  /** With fewer answers of the control nobody knows what is usual. */
  private static final long ENOUGH = 100;

  /** So many have to wait: one may be a request of its own kind. */
  private static final int WAITING = 3;

  private final Map<ServerState, Silence> silences = new HashMap<>();

  /** A server that has begun so many answers, the last one then at the latest. */
  private record Silence(long begun, long sinceNanos) {}

  /** Another canary begins. */
  void forget() {
    silences.clear();
  }

  /**
   * The first server that {@code canary} has and {@code base} has not, with requests that wait for
   * longer than is usual; empty: none.
   *
   * @param control readings of the other side, by pool
   */
  Optional<String> look(
      Snapshot canary, Snapshot base, Map<String, PoolReading> control, long nowNanos) {
    for (NewServer server : NewServer.in(canary, base)) {
      long silent = silentNanos(server.state(), nowNanos);
      if (silent > 0
          && silent >= patienceNanos(server.pool(), control.get(server.poolName().value()))) {
        return Optional.of(words(server, silent));
      }
    }
    return Optional.empty();
  }

  private static String words(NewServer server, long silentNanos) {
    return String.format(
        Locale.ROOT,
        "pool %s: %s is new and silent: %d requests wait for an answer, none began in %d s",
        server.poolName(),
        server.name(),
        server.state().waiting(),
        TimeUnit.NANOSECONDS.toSeconds(silentNanos));
  }

  private long silentNanos(ServerState server, long nowNanos) {
    long begun = server.answersBegun();
    Silence last = silences.get(server);
    if (last == null || last.begun() != begun || server.waiting() < WAITING) {
      silences.put(server, new Silence(begun, nowNanos));
      return 0;
    }
    return nowNanos - last.sinceNanos();
  }

  private static long patienceNanos(PoolRuntime pool, @Nullable PoolReading control) {
    if (control != null) {
      Latencies usual = new Latencies(control.counts().requests().durations().buckets());
      if (usual.count() >= ENOUGH) {
        return Math.max(LEAST_NANOS, LATENCIES * usual.quantileNanos(0.99));
      }
    }
    return Math.max(LEAST_NANOS, pool.pool().timeouts().response().toNanos() / 2);
  }
}
