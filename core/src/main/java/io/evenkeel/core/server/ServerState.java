package io.evenkeel.core.server;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.health.Traffic;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.resilience.Absences;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.stats.LogHistogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only mutable per-server object. Thread-safe; {@link #tryStart} and {@link #finished} are
 * called by event loops, setters by the control loop only.
 *
 * <p>What a pick reads of a server (in flight, limit, failures, latency) lies together in this
 * object, so that looking at a candidate touches one or two cache lines; what only counters need is
 * per event loop and comes into being with the first attempt of that loop. An unused server costs
 * about 250 bytes.
 */
public final class ServerState {
  private static final VarHandle IN_FLIGHT = field("inFlight", int.class);
  private static final VarHandle LATENCY = field("latency", long.class);
  private static final VarHandle FAILURES = field("failures", long.class);
  private static final VarHandle LANES = field("lanes", ServerLane[].class);
  private static final @Nullable ServerLane[] NO_LANES = {};

  private final ServerId id;
  private final int slot;
  private final Absences absences;
  private final TrafficVerdict verdict = new TrafficVerdict();
  private final CircuitBreaker breaker;
  private volatile int inFlight;
  private volatile int maxRequests;
  private volatile long latency = LoadSignal.NO_LATENCY;
  private volatile long failures = LoadSignal.NO_FAILURE;
  private volatile long warmingSinceNanos;
  private volatile ServerHealth health = ServerHealth.UNCHECKED;
  private volatile Hand hand = Hand.NONE;
  private volatile long cutByDrain;
  private volatile @Nullable ServerLane[] lanes = NO_LANES;

  /**
   * @param absences of its pool
   */
  public ServerState(ServerId id, int slot, int maxRequests, Absences absences) {
    this.id = id;
    this.slot = slot;
    this.absences = absences;
    this.breaker = new CircuitBreaker(absences);
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
    return absences;
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
      warmingSinceNanos = nowNanos;
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
      warmingSinceNanos = turnedNanos(newHealth);
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
      warmingSinceNanos = nowNanos;
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

  /** Requests now at this server. */
  public int inFlight() {
    return inFlight;
  }

  /** Requests this server may have at once. */
  public int maxRequests() {
    return maxRequests;
  }

  /** Takes effect with the next attempt. Control loop only. */
  public void maxRequests(int newMaxRequests) {
    maxRequests = newMaxRequests;
  }

  /** Whether {@link #tryStart} would have said yes a moment ago. */
  public boolean admits(long nowNanos) {
    return inFlight < maxRequests && breaker.admits(nowNanos);
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
    int seen = inFlight;
    while (seen < maxRequests) {
      int witness = (int) IN_FLIGHT.compareAndExchange(this, seen, seen + 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    breaker.abandoned(nowNanos, nowNanos);
    return false;
  }

  /**
   * Gives the slot back. Exactly once per successful {@link #tryStart}.
   *
   * @param lane number of the loop
   * @param startNanos the time that was given to {@link #tryStart}
   */
  public void finished(AttemptResult result, int lane, long startNanos, long nowNanos) {
    record(result, lane(lane));
    switch (Outcome.of(result)) {
      case SUCCESS -> {
        succeeded(result, nowNanos);
        breaker.ended(false, elapsedNanos(result), startNanos, nowNanos);
      }
      case FAILURE -> {
        failed(result, nowNanos);
        breaker.ended(true, elapsedNanos(result), startNanos, nowNanos);
      }
      case NOT_THE_SERVERS_FAULT -> breaker.abandoned(startNanos, nowNanos);
    }
    IN_FLIGHT.getAndAdd(this, -1);
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
   */
  public void answered(int status, long startNanos, long nowNanos) {
    breaker.answered(Outcome.isFailure(status), nowNanos - startNanos, startNanos, nowNanos);
  }

  /**
   * The first byte of an answer came. At most once per {@link #tryStart}, before {@link #finished},
   * and followed by {@link #answerOver}.
   */
  public void answerBegun(int lane) {
    lane(lane).answerBegun();
  }

  /** An attempt is over of whose answer a byte had come. */
  public void answerOver(int lane) {
    lane(lane).answerOver();
  }

  /**
   * How busy the server is, in requests: those in flight, made worse by recent failures. Idle and
   * without failures: 0.
   */
  public double load(long nowNanos) {
    return LoadSignal.load(inFlight, failures, nowNanos);
  }

  /**
   * How long the server's queue is, in nanoseconds, when {@code weight} relative to the pool's mean
   * is its size: peak-sensitive latency times the requests in flight, made worse by recent
   * failures.
   */
  public double latencyLoad(double weight, long nowNanos) {
    return LoadSignal.latencyLoad(inFlight / weight, latency, failures, nowNanos);
  }

  /**
   * The counters of all event loops, now: 2 KB for whoever looks seldom; who looks at all servers
   * every second takes {@link #finishedAttempts} and its neighbours. Any thread.
   */
  public ServerTotals totals() {
    long[] counters = new long[ServerLane.COUNTERS];
    long[] latencies = new long[LogHistogram.BUCKETS];
    for (ServerLane lane : lanes) {
      if (lane != null) {
        lane.addCountersTo(counters);
        lane.addLatenciesTo(latencies);
      }
    }
    return new ServerTotals(counters, latencies, inFlight);
  }

  /** Attempts that have ended, however they did. Any thread; makes no garbage. */
  public long finishedAttempts() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.finished();
    }
    return sum;
  }

  /**
   * Attempts that the server failed: no connection, too slow, broken off, or answered 5xx; not what
   * the client or our own machine caused. Any thread; makes no garbage.
   */
  public long failedAttempts() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.failed();
    }
    return sum;
  }

  /** Attempts that the server ended, well or badly. Any thread; makes no garbage. */
  public long judgedAttempts() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.judged();
    }
    return sum;
  }

  /** Attempts of whose answer a byte has come, since the server is known. Any thread. */
  public long answersBegun() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.answersBegun();
    }
    return sum;
  }

  /**
   * Requests at the server of whose answer no byte has come. Counted while it goes on: may be off
   * by those that begin or end at this moment. Any thread; makes no garbage.
   */
  public int waiting() {
    long underWay = 0;
    for (ServerLane lane : lanes) {
      underWay += lane == null ? 0 : lane.answersUnderWay();
    }
    return (int) Math.max(0, inFlight - underWay);
  }

  /** Adds the latencies of all responses to {@code sums}, as {@link LogHistogram#addTo} does. */
  public void addLatenciesTo(long[] sums) {
    for (ServerLane lane : lanes) {
      if (lane != null) {
        lane.addLatenciesTo(sums);
      }
    }
  }

  /** The outcomes alone, at a tenth of the cost of {@link #totals}. Any thread. */
  public Traffic traffic() {
    long[] counters = new long[ServerLane.COUNTERS];
    for (ServerLane lane : lanes) {
      if (lane != null) {
        lane.addCountersTo(counters);
      }
    }
    return new Traffic(
        counters[1] + counters[2] + counters[3],
        counters[4],
        failedAttempts(),
        counters[ServerLane.ABANDONED],
        inFlight);
  }

  @Override
  public String toString() {
    return id.toString();
  }

  private static void record(AttemptResult result, ServerLane lane) {
    switch (result) {
      case AttemptResult.Responded(int status, long elapsedNanos) -> {
        lane.count(status / 100);
        lane.latency(elapsedNanos);
      }
      case AttemptResult.ConnectFailed(AttemptResult.ConnectFailure why) ->
          lane.count(
              why == AttemptResult.ConnectFailure.LOCAL
                  ? ServerLane.LOCAL
                  : ServerLane.CONNECT_FAILED);
      case AttemptResult.TimedOut _ -> lane.count(ServerLane.TIMED_OUT);
      case AttemptResult.Broken _ -> lane.count(ServerLane.BROKEN);
      case AttemptResult.Abandoned _ -> lane.count(ServerLane.ABANDONED);
    }
  }

  private static long elapsedNanos(AttemptResult result) {
    return switch (result) {
      case AttemptResult.Responded(int _, long elapsedNanos) -> elapsedNanos;
      case AttemptResult.TimedOut _ -> Long.MAX_VALUE;
      default -> 0;
    };
  }

  private void succeeded(AttemptResult result, long nowNanos) {
    if (result instanceof AttemptResult.Responded(int _, long elapsedNanos)) {
      long seen = latency;
      long witness;
      while ((witness = sawLatency(seen, elapsedNanos, nowNanos)) != seen) {
        seen = witness;
      }
    }
    if (failures != LoadSignal.NO_FAILURE) {
      sawOutcome(false, nowNanos);
    }
    verdict.succeeded();
  }

  private void failed(AttemptResult result, long nowNanos) {
    verdict.failed(result, judgedAttempts(), nowNanos);
    sawOutcome(true, nowNanos);
    long seen = latency;
    LATENCY.compareAndSet(this, seen, LoadSignal.keepLatency(seen, nowNanos));
  }

  private long sawLatency(long seen, long elapsedNanos, long nowNanos) {
    long next = LoadSignal.sawLatency(seen, elapsedNanos, nowNanos);
    return (long) LATENCY.compareAndExchange(this, seen, next);
  }

  private void sawOutcome(boolean failure, long nowNanos) {
    long seen = failures;
    while (true) {
      long next = LoadSignal.sawOutcome(seen, failure, nowNanos);
      long witness = (long) FAILURES.compareAndExchange(this, seen, next);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  private ServerLane lane(int number) {
    @Nullable ServerLane[] seen = lanes;
    ServerLane lane = number < seen.length ? seen[number] : null;
    return lane != null ? lane : addLane(number);
  }

  /** Copy on write: happens once per server and loop, readers never wait. */
  private ServerLane addLane(int number) {
    ServerLane added = new ServerLane();
    while (true) {
      @Nullable ServerLane[] seen = lanes;
      @Nullable ServerLane[] next = Arrays.copyOf(seen, Math.max(seen.length, number + 1));
      next[number] = added;
      if (LANES.compareAndSet(this, seen, next)) {
        return added;
      }
    }
  }

  private static long turnedNanos(ServerHealth health) {
    HealthState readiness = health.readiness();
    HealthState liveness = health.liveness();
    if (readiness == null || liveness == null) {
      HealthState only = readiness != null ? readiness : liveness;
      return only != null ? only.sinceNanos() : health.lastProbeNanos();
    }
    long difference = readiness.sinceNanos() - liveness.sinceNanos();
    return difference > 0 ? readiness.sinceNanos() : liveness.sinceNanos();
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return Objects.requireNonNull(
          MethodHandles.lookup().findVarHandle(ServerState.class, name, type));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
