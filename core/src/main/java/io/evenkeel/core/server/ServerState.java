package io.evenkeel.core.server;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.health.Traffic;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.resilience.Absences;
import io.evenkeel.core.resilience.AdaptiveLimit;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.ConcurrencyLimit;
import io.evenkeel.core.stats.AtomicFields;
import io.evenkeel.core.stats.LogHistogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The only mutable per-server object. Thread-safe; {@link #tryStart} and {@link #finished} are
 * called by event loops, setters by the control loop only.
 *
 * <p>What a pick reads of a server (its {@link ServerLoad} and limit) lies together in this object,
 * so that looking at a candidate touches one or two cache lines; what only counters need is per
 * event loop and comes into being with the first attempt of that loop.
 */
public final class ServerState extends ServerLoad implements AdaptiveLimit.Counters {
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final VarHandle ASKED =
      AtomicFields.of(MethodHandles.lookup(), "asked", boolean.class);

  private final ServerId id;
  private final int slot;
  private final PoolState pool;
  private final TrafficVerdict verdict = new TrafficVerdict();
  private final CircuitBreaker breaker;
  private final ServerLanes lanes = new ServerLanes();
  private volatile boolean asked;
  private volatile int maxRequests;
  private volatile int mostWaiting = UNLIMITED;
  private volatile long warmingSinceNanos;
  private volatile ServerHealth health = ServerHealth.UNCHECKED;
  private volatile Hand hand = Hand.NONE;
  private volatile long cutByDrain;
  private volatile @Nullable AdaptiveLimit adaptive;

  /** Whoever was asked before it: the next in the list of {@link AskedServers}. */
  @Nullable ServerState askedBefore;

  /**
   * @param pool what its pool has learned as a whole
   */
  public ServerState(ServerId id, int slot, int maxRequests, PoolState pool) {
    this.id = id;
    this.slot = slot;
    this.pool = pool;
    this.breaker = new CircuitBreaker(pool.absences());
    this.maxRequests = maxRequests;
  }

  public ServerId id() {
    return id;
  }

  /** A small dense number, unique among the live servers: index of per-loop tables. */
  public int slot() {
    return slot;
  }

  /** How many servers of its pool may be away. Any thread. */
  public Absences absences() {
    return pool.absences();
  }

  /** What its traffic has decided about it. Any thread. */
  public TrafficVerdict verdict() {
    return verdict;
  }

  /**
   * Called by the control loop only.
   *
   * @param warm whether it is to begin slowly if it takes traffic again by this
   */
  public void ejection(Ejection next, boolean warm, long nowNanos) {
    boolean returns = standing() == Standing.EJECTED;
    verdict.ejection(next);
    if (returns && warm && standing() != Standing.EJECTED) {
      warmUp(nowNanos);
    }
  }

  /** Keeps requests away while too many fail. Any thread. */
  public CircuitBreaker breaker() {
    return breaker;
  }

  /** What the checks know. Any thread. */
  public ServerHealth health() {
    return health;
  }

  /**
   * Called by the control loop only. A server that becomes healthy begins to warm up at the moment
   * its verdict turned.
   */
  public void health(ServerHealth newHealth) {
    boolean recovers =
        standing() != Standing.HEALTHY
            && Standing.of(newHealth, hand, verdict.ejection()) == Standing.HEALTHY;
    if (recovers) {
      warmUp(newHealth.turnedNanos());
    }
    health = newHealth;
  }

  /** What the operator decided about the server. Any thread. */
  public Hand hand() {
    return hand;
  }

  /**
   * Called by the control loop only. A server that is given traffic again begins to warm up: it was
   * most likely restarted meanwhile.
   */
  public void hand(Hand newHand, long nowNanos) {
    boolean returns = standing() != Standing.HEALTHY;
    hand = newHand;
    if (returns && standing() == Standing.HEALTHY) {
      warmUp(nowNanos);
    }
  }

  /** One that served all the while (the pool was in panic) is warm, whatever was thought of it. */
  private void warmUp(long sinceNanos) {
    warmingSinceNanos = sinceNanos;
    AdaptiveLimit limit = adaptive;
    if (limit != null && inFlight() == 0) {
      limit.restart();
      mostWaiting = limit.state().requests();
    }
  }

  /** Requests that were broken off at the deadline of a drain, since the process began. */
  public long cutByDrain() {
    return cutByDrain;
  }

  /** Counts such requests. Control loop only. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public void countCutByDrain(int requests) {
    cutByDrain += requests;
  }

  /** What checks, traffic and the operator's hand come to together. Any thread. */
  public Standing standing() {
    return Standing.of(health, hand, verdict.ejection());
  }

  /** When the server last began to take traffic: the origin of its slow start. */
  public long warmingSinceNanos() {
    return warmingSinceNanos;
  }

  /** Sets the origin of the slow start. Control loop only. */
  public void warmingSinceNanos(long nanos) {
    warmingSinceNanos = nanos;
  }

  /** Requests this server may have at once, whatever they do. */
  public int maxRequests() {
    return maxRequests;
  }

  /** Takes effect with the next attempt. Control loop only. */
  public void maxRequests(int newMaxRequests) {
    maxRequests = newMaxRequests;
  }

  /**
   * Whether a limit below {@link #maxRequests} follows the server's latency. Switched off, it
   * forgets what it knew. Control loop only.
   */
  public void adaptive(boolean isAdaptive) {
    if (!isAdaptive) {
      adaptive = null;
      mostWaiting = UNLIMITED;
    } else if (adaptive == null) {
      AdaptiveLimit begun = new AdaptiveLimit();
      mostWaiting = begun.state().requests();
      adaptive = begun;
    }
  }

  /** What its latency has taught of its limit; null: it has none that is adaptive. Any thread. */
  public @Nullable ConcurrencyLimit learnedLimit() {
    AdaptiveLimit limit = adaptive;
    return limit == null ? null : limit.state();
  }

  /** Goes on from what another process had learned, if its limit is adaptive. Control loop only. */
  public void resumeLimit(ConcurrencyLimit learned) {
    AdaptiveLimit limit = adaptive;
    if (limit != null) {
      limit.resume(learned);
      mostWaiting = learned.requests();
    }
  }

  /**
   * Requests that may wait for this server's answer at once: {@link #maxRequests}, or less while
   * its latency says so. One whose answer has begun, or whose client has yet to send more of it,
   * counts for {@code maxRequests} only: a tunnel, a long download or a slow upload is open for
   * long and says nothing of how busy the server is.
   */
  public int limit() {
    return Math.min(maxRequests, mostWaiting);
  }

  /** Whether {@link #tryStart} would have said yes a moment ago. */
  public boolean admits(long nowNanos) {
    int seen = inFlight();
    boolean hasRoom = seen < maxRequests && waitingOf(seen) < mostWaiting;
    if (!hasRoom) {
      turnedAway(nowNanos);
    }
    return hasRoom && breaker.admits(nowNanos);
  }

  /**
   * Takes an in-flight slot, and one of the tries of a half-open breaker; false when the server may
   * take no further request now: pick again.
   */
  public boolean tryStart(long nowNanos) {
    return breaker.tryStart(nowNanos) && takeSlot(nowNanos);
  }

  /** As {@link #tryStart}, when no other server is left: an open breaker is tried early. */
  public boolean tryStartInNeed(long nowNanos) {
    return breaker.tryStartInNeed(nowNanos) && takeSlot(nowNanos);
  }

  private boolean takeSlot(long nowNanos) {
    int seen = inFlight();
    while (true) {
      int most = mostWaiting;
      int waiting = waitingOf(seen);
      if (seen >= maxRequests || waiting >= most) {
        turnedAway(nowNanos);
        breaker.abandoned(nowNanos, nowNanos);
        return false;
      }
      int witness = oneMore(seen);
      if (witness == seen) {
        if (!asked && ASKED.compareAndSet(this, false, true)) {
          pool.asked().add(this);
        }
        if (waiting + 1 >= most - (most >> 3)) {
          nearlyFull();
        }
        return true;
      }
      seen = witness;
    }
  }

  /** Its next request is to be told of again. Called by {@link AskedServers} only. */
  void taken() {
    asked = false;
  }

  /**
   * Gives the slot back. Exactly once per successful {@link #tryStart}.
   *
   * @param lane number of the loop
   * @param startNanos the time that was given to {@link #tryStart}
   */
  public void finished(AttemptResult result, int lane, long startNanos, long nowNanos) {
    lanes.record(result, lane);
    if (result instanceof AttemptResult.Responded(int _, long elapsedNanos)) {
      pool.latencies().add(elapsedNanos, lane);
    }
    switch (Outcome.of(result)) {
      case SUCCESS -> {
        sawSuccess(result, nowNanos);
        verdict.succeeded();
        breaker.ended(false, result.tookNanos(), startNanos, nowNanos);
      }
      case FAILURE -> {
        verdict.failed(result, judgedAttempts(), nowNanos);
        sawFailure(nowNanos);
        breaker.ended(true, result.tookNanos(), startNanos, nowNanos);
      }
      case NOT_THE_SERVERS_FAULT -> breaker.abandoned(startNanos, nowNanos);
    }
    oneLess();
    AdaptiveLimit limit = adaptive;
    if (limit != null && limit.isDue(nowNanos)) {
      adapt(limit, nowNanos);
    }
  }

  private void nearlyFull() {
    AdaptiveLimit limit = adaptive;
    if (limit != null) {
      limit.nearlyUsed();
    }
  }

  /** Where nothing is answered, those who ask in vain see to it that the limit is looked at. */
  private void turnedAway(long nowNanos) {
    AdaptiveLimit limit = adaptive;
    if (limit != null) {
      limit.exhausted();
      if (limit.isDue(nowNanos)) {
        adapt(limit, nowNanos);
      }
    }
  }

  private void adapt(AdaptiveLimit limit, long nowNanos) {
    if (limit.look(this, maxRequests, nowNanos) && adaptive == limit) {
      mostWaiting = limit.state().requests();
    }
  }

  /**
   * The same for an attempt that took no time: for tests. Whoever was let in to try a server is
   * known by the time with which it asked, and would not be found again.
   */
  public void finished(AttemptResult result, int lane, long nowNanos) {
    finished(result, lane, nowNanos, nowNanos);
  }

  /**
   * The head of the response to an attempt that began at {@code startNanos} is there; {@link
   * #finished} is still due.
   *
   * @param tookNanos how long the server took for it
   */
  public void answered(int status, long tookNanos, long startNanos, long nowNanos) {
    breaker.answered(Outcome.isFailure(status), tookNanos, startNanos, nowNanos);
  }

  /** The first byte of an answer came. At most once per {@link #tryStart}. */
  public void answerBegun(int lane) {
    lanes.answerBegun(lane);
  }

  /**
   * The counters of all event loops, now: 2 KB for whoever looks seldom; who looks at all servers
   * every second takes {@link #finishedAttempts} and its neighbours. Any thread.
   */
  public ServerTotals totals() {
    return lanes.totals(inFlight());
  }

  /** Any thread; makes no garbage. */
  @Override
  public long finishedAttempts() {
    return lanes.finished();
  }

  /**
   * Attempts that the server failed: no connection, too slow, broken off, or answered 5xx; not what
   * the client or our own machine caused. Any thread; makes no garbage.
   */
  public long failedAttempts() {
    return lanes.failed();
  }

  /** Attempts that the server ended, well or badly. Any thread; makes no garbage. */
  public long judgedAttempts() {
    return lanes.judged();
  }

  /** Attempts of whose answer a byte has come, since the server is known. Any thread. */
  public long answersBegun() {
    return lanes.answersBegun();
  }

  /** Adds the latencies of all responses to {@code sums}, as {@link LogHistogram#addTo} does. */
  public void addLatenciesTo(long[] sums) {
    lanes.addLatenciesTo(sums);
  }

  @Override
  public void addServedTo(long[] sums) {
    lanes.addServedTo(sums);
  }

  @Override
  public long unavailable() {
    return lanes.unavailable();
  }

  @Override
  public long late() {
    return lanes.late();
  }

  /** The outcomes alone, at a tenth of the cost of {@link #totals}. Any thread. */
  public Traffic traffic() {
    return lanes.traffic(inFlight());
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
