package io.evenkeel.core.health;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CheckTrust} knows of one server: since when its checks fail, and how live traffic has
 * fared since. Control loop only.
 *
 * <p>While the checks pass, readings of the counters are kept, so that the traffic <i>before</i> is
 * known when they begin to fail: ten to twenty seconds of it, up to the last pass. From then on
 * there is a trail of readings over {@link #WINDOW_NANOS}; nothing older than the first failure
 * speaks for the server.
 *
 * <p><b>Witness.</b> Traffic fails when 5 % of the attempts do, or when answers 4xx are 20 points
 * more of all than before: a server that has lost its routes answers 404 to its check and to
 * everybody. Both are measured against no more attempts than twice those before, so that nobody can
 * drown the failures of others in requests that a half-broken server still answers. 20 successes
 * are enough: a server that fails one request in three would pass by chance once in 400 tries
 * (binomial, at most one failure in 21).
 */
public final class ServerTrust {
  /** Successes that are enough to speak for a server. */
  public static final int ENOUGH = 20;

  /** The traffic that counts is no older. */
  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Asked for so long without a success, a server hangs. */
  static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * As many failures, or clients that gave up, without a success in between say the same as a share
   * does: a balancer that goes by load sends so few requests to a server that fails, that it would
   * take the whole window until they are 5 %.
   */
  private static final int IN_A_ROW = 3;

  private static final double FAILURES = 0.05;
  private static final double MORE_REJECTED = 0.2;
  private static final double MORE_TRAFFIC = 2;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private record Reading(long atNanos, Traffic traffic) {}

  private final ArrayDeque<Reading> trail = new ArrayDeque<>(0); // empty while the checks pass
  private @Nullable Reading older;
  private @Nullable Reading newer;
  private @Nullable Reading lastPass;
  private Traffic before = Traffic.NONE;
  private long beforeNanos = 1;
  private Reading now = new Reading(0, Traffic.NONE);
  private Traffic lastSuccess = Traffic.NONE;
  private long askedSinceNanos;
  private long failingSinceNanos;
  private long togetherNanos;
  private long lastManyNanos;
  private boolean passedOnce;
  private boolean unhealthy;
  private boolean trusted;

  /**
   * Takes in what the checks say after an answer or a change of the configuration.
   *
   * @param togetherNanos checks of one pool that begin to fail within this time do so together: the
   *     interval and the timeout of a check
   */
  public void checked(ServerHealth health, long togetherNanos, Traffic traffic, long nowNanos) {
    this.togetherNanos = togetherNanos;
    unhealthy = health.byChecks() == Health.UNHEALTHY;
    passedOnce |= health.byChecks() == Health.HEALTHY;
    now = new Reading(nowNanos, traffic);
    if (!health.failing()) {
      trail.clear();
      trusted = false;
      remember();
    } else if (trail.isEmpty()) {
      beginToFail();
    } else {
      look(traffic, nowNanos);
    }
  }

  /** Takes in how traffic fares, between the answers of checks that fail. */
  public void look(Traffic traffic, long nowNanos) {
    now = new Reading(nowNanos, traffic);
    Traffic sinceSuccess = traffic.since(lastSuccess);
    if (sinceSuccess.succeeded() > 0) {
      lastSuccess = traffic;
      askedSinceNanos = nowNanos;
    } else if (traffic.inFlight() == 0) {
      askedSinceNanos = nowNanos;
    }
    if (nowNanos - trail.getLast().atNanos() >= STEP_NANOS) {
      trail.addLast(now);
    }
    while (trail.size() > 1 && nowNanos - second().atNanos() >= WINDOW_NANOS) {
      trail.removeFirst();
    }
  }

  /** Whether a check fails, be it too seldom yet to turn the verdict. */
  public boolean isFailing() {
    return !trail.isEmpty();
  }

  /** Whether its checks make it unhealthy, but are not believed. */
  public boolean isTrusted() {
    return trusted;
  }

  /** What live traffic says since the checks began to fail. */
  public Witness witness() {
    Traffic seen = seen();
    Traffic sinceSuccess = now.traffic().since(lastSuccess);
    if (fails(seen) || sinceSuccess.failed() >= IN_A_ROW) {
      return Witness.FAILS;
    }
    if (sinceSuccess.abandoned() >= IN_A_ROW || now.atNanos() - askedSinceNanos >= SILENCE_NANOS) {
      return Witness.SILENT;
    }
    return seen.succeeded() >= ENOUGH ? Witness.SUCCEEDS : Witness.TOO_LITTLE;
  }

  /** For people: {@code 62 of 62 requests succeeded in 6 s}. */
  public String evidence() {
    Traffic seen = seen();
    return String.format(
        Locale.ROOT,
        "%d of %d requests succeeded in %.0f s",
        seen.succeeded(),
        seen.ended(),
        seenNanos() / 1e9);
  }

  boolean isUnhealthy() {
    return unhealthy;
  }

  /** Whether its checks ever made it healthy, or found it serving. */
  boolean hasPassed() {
    return passedOnce;
  }

  /** How long its checks have been failing at {@code nowNanos}. */
  long failingForNanos(long nowNanos) {
    return nowNanos - failingSinceNanos;
  }

  long togetherNanos() {
    return togetherNanos;
  }

  /** Many failed together with it at {@code nowNanos}. */
  void sawMany(long nowNanos) {
    lastManyNanos = nowNanos;
  }

  /** How long ago that was. */
  long aloneForNanos(long nowNanos) {
    return nowNanos - lastManyNanos;
  }

  void trust(boolean newTrusted) {
    trusted = newTrusted;
  }

  private Traffic seen() {
    return now.traffic().since(trail.getFirst().traffic());
  }

  private long seenNanos() {
    return now.atNanos() - trail.getFirst().atNanos();
  }

  private boolean fails(Traffic seen) {
    double twiceBefore =
        MORE_TRAFFIC * before.ended() * ((double) seenNanos() / (double) beforeNanos);
    double all = Math.min((double) seen.ended(), Math.max(MORE_TRAFFIC * ENOUGH, twiceBefore));
    if (seen.failed() > 0 && seen.failed() >= FAILURES * all) {
      return true;
    }
    double rejectedBefore = before.ended() == 0 ? 0 : (double) before.rejected() / before.ended();
    return all >= ENOUGH && seen.rejected() >= (rejectedBefore + MORE_REJECTED) * all;
  }

  private void remember() {
    lastPass = now;
    if (newer == null || now.atNanos() - newer.atNanos() >= WINDOW_NANOS) {
      older = newer;
      newer = now;
    }
  }

  private void beginToFail() {
    Reading base = older != null ? older : newer;
    if (base != null && lastPass != null && lastPass.atNanos() != base.atNanos()) {
      before = lastPass.traffic().since(base.traffic());
      beforeNanos = lastPass.atNanos() - base.atNanos();
    } else {
      before = Traffic.NONE;
      beforeNanos = 1;
    }
    failingSinceNanos = now.atNanos();
    askedSinceNanos = now.atNanos();
    lastManyNanos = now.atNanos();
    lastSuccess = now.traffic();
    trail.addLast(now);
  }

  private Reading second() {
    var readings = trail.iterator();
    readings.next();
    return readings.next();
  }
}
