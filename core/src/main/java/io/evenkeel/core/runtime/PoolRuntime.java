package io.evenkeel.core.runtime;

import io.evenkeel.core.balance.AbsenceLimit;
import io.evenkeel.core.balance.Balancer;
import io.evenkeel.core.balance.Candidate;
import io.evenkeel.core.balance.CandidateList;
import io.evenkeel.core.balance.CandidateRules;
import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.resilience.Absences;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.BreakerTerms;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.resilience.SlowStart;
import io.evenkeel.core.server.AskedServers;
import io.evenkeel.core.server.Outcome;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.LaneHistogram;
import io.evenkeel.core.time.RandomSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pool compiled for serving. Event loops pick from it, the control loop swaps its candidates. */
public final class PoolRuntime {
  /** A pick is only wrong when another loop took the last slot in between: seldom, never twice. */
  private static final int PICKS = 3;

  /** Steps of a slow start: each changes a share by 3 % of it, which no server notices. */
  private static final int RAMP_STEPS = 32;

  private final Pool pool;
  private final String zone;
  private final List<ServerState> servers;
  private final Map<ServerState, Server> configured;
  private final PoolState state;
  private final StickyTokens stickyTokens;
  private final CandidateRules rules;
  private final SlowStart slowStart;
  private final RandomSource random;
  private volatile View view;

  /**
   * What a pool is put together from.
   *
   * @param servers in the order of the file
   * @param state what outlives configurations
   */
  record Parts(List<ServerState> servers, PoolState state, StickyTokens stickyTokens) {
    Parts {
      servers = List.copyOf(servers);
    }
  }

  PoolRuntime(Pool pool, String zone, Parts parts, RandomSource random) {
    this.pool = pool;
    this.zone = zone;
    this.servers = parts.servers();
    this.configured = HashMap.newHashMap(servers.size());
    for (int i = 0; i < servers.size(); i++) {
      configured.put(servers.get(i), pool.servers().get(i));
    }
    this.state = parts.state();
    this.stickyTokens = parts.stickyTokens();
    this.slowStart =
        Balancer.isByKey(pool.balance()) ? SlowStart.NONE : SlowStart.over(pool.slowStart());
    this.rules = new CandidateRules(pool, zone, slowStart);
    this.random = random;
    this.view = view(CandidateList.NONE, 0);
  }

  /** What the operator wrote. */
  public Pool pool() {
    return pool;
  }

  /** All servers of the pool in the order of the file, whatever their health. */
  public List<ServerState> servers() {
    return servers;
  }

  /** What the operator wrote of one server; null: it is not in this pool. Any thread. */
  public @Nullable Server configured(ServerState server) {
    return configured.get(server);
  }

  /** What its sticky cookie says. */
  public StickyTokens stickyTokens() {
    return stickyTokens;
  }

  /**
   * The circuit breaker of the pool as a whole: asked once per request, before {@link #acquire}.
   */
  public CircuitBreaker breaker() {
    return state.breaker();
  }

  /**
   * Tells the pool's breaker what came of a request that it let through. Event loops.
   *
   * @param last what {@link Outcome#ofRequest} says of its last attempt; without one, nothing
   * @param startNanos the time with which the breaker was asked
   */
  public void requestEnded(Outcome last, long startNanos, long nowNanos) {
    switch (last) {
      case SUCCESS -> state.breaker().ended(false, 0, startNanos, nowNanos);
      case FAILURE -> state.breaker().ended(true, 0, startNanos, nowNanos);
      case NOT_THE_SERVERS_FAULT -> state.breaker().abandoned(startNanos, nowNanos);
    }
  }

  /** Its servers that were given a request lately. */
  public AskedServers asked() {
    return state.asked();
  }

  /** Of all answers of its servers. Any thread. */
  public LaneHistogram latencies() {
    return state.latencies();
  }

  /** What the pool sends a second time, and may. Any thread. */
  public PoolRetries retries() {
    return state.retries();
  }

  /**
   * A server with an in-flight slot taken, which the caller must give back by {@link
   * ServerState#finished}; null when no server may take this request now, see {@link #whyNot}.
   * Never one that {@code context} excludes. Event loops.
   */
  public @Nullable ServerState acquire(PickContext context) {
    View now = view;
    for (int i = 0; i < PICKS; i++) {
      ServerState server = now.balancer.pick(context);
      if (server == null) {
        return inNeed(now, context);
      }
      if (server.tryStart(context.nowNanos())) {
        return server;
      }
    }
    return lastResort(now, context);
  }

  /** Why {@link #acquire} just returned null for {@code context}. Event loops; O(candidates). */
  public Unavailable whyNot(PickContext context) {
    ServerState[] candidates = view.servers;
    if (candidates.length == 0) {
      return Unavailable.NO_CANDIDATE;
    }
    Unavailable why = Unavailable.ALL_TRIED;
    for (ServerState server : candidates) {
      if (!context.isExcluded(server)) {
        if (server.breaker().admits(context.nowNanos())) {
          return Unavailable.SATURATED;
        }
        why = Unavailable.BREAKER_OPEN;
      }
    }
    return why;
  }

  /**
   * How long until the breaker of a candidate that {@code context} does not exclude lets somebody
   * try; 0: now, or nobody knows. Event loops; O(candidates).
   */
  public long waitNanos(PickContext context) {
    long least = Long.MAX_VALUE;
    for (ServerState server : view.servers) {
      if (!context.isExcluded(server)) {
        least = Math.min(least, server.breaker().waitNanos(context.nowNanos()));
      }
    }
    return least == Long.MAX_VALUE ? 0 : least;
  }

  /**
   * Whether {@code server} takes traffic by the rules that hold now: asked before a sticky client
   * goes back to it. Any thread, constant time.
   */
  public boolean isCandidate(ServerState server) {
    return view.shares.containsKey(server);
  }

  /** The part of the traffic that {@code server} should see, 0 to 1. Any thread. */
  public double expectedShare(ServerState server) {
    Double share = view.shares.get(server);
    return share == null ? 0 : share;
  }

  /** Whether enough servers are healthy. Any thread. */
  public PoolMode mode() {
    return view.list.mode();
  }

  /** For people: why the candidates are what they are; empty in the ordinary case. Any thread. */
  public String reason() {
    return view.list.reason();
  }

  /** Rebuilds the candidates from the servers' health and swaps them in. Control loop only. */
  public void rebuild(long nowNanos) {
    view = view(rules.decide(servers, view.list, nowNanos), nowNanos);
  }

  /**
   * Closes breakers of servers that traffic had opened, until no more are away than may be: when
   * the others fall ill, an open breaker helps nobody. Of the pool that is served only; control
   * loop only.
   */
  public void recallBreakers(long nowNanos) {
    while (!servers.isEmpty()) {
      Absences absences = state.absences();
      ServerState next = absences.taken() > absences.most() ? soonestBack(nowNanos) : null;
      if (next == null) {
        return;
      }
      next.breaker().recall(nowNanos);
    }
  }

  /**
   * Decides how many servers may be away by traffic's verdict, and makes it known to all that may
   * keep one away. Only for the pool that is served: its servers may be in others too. Control loop
   * only.
   */
  public AbsenceLimit limitAbsences() {
    AbsenceLimit limit = rules.absences(servers);
    if (!servers.isEmpty()) {
      servers.getFirst().absences().allow(limit.most());
    }
    return limit;
  }

  /**
   * Whether the shares of warming servers have moved enough since the last rebuild to be worth
   * another. Control loop only.
   */
  public boolean isRampDue(long nowNanos) {
    View now = view;
    return now.isRamping && nowNanos - now.builtNanos >= slowStart.windowNanos() / RAMP_STEPS;
  }

  /** Whether this object may serve {@code other} as well. */
  boolean isFor(Pool other, String otherZone) {
    return zone.equals(otherZone) && pool.equals(other);
  }

  /** Takes over what the pool had before this configuration, then decides anew. */
  void inherit(PoolRuntime before) {
    view = view(before.view.list, before.view.builtNanos);
  }

  /** Makes the limits and breakers of this configuration those of the servers. */
  void applyLimits() {
    BreakerTerms terms = BreakerTerms.ofServer(pool.protection().breaker());
    for (int i = 0; i < servers.size(); i++) {
      servers.get(i).maxRequests(limit(pool, pool.servers().get(i)));
      servers.get(i).breaker().configure(terms);
      servers.get(i).adaptive(pool.limits().adaptive());
    }
    state.breaker().configure(BreakerTerms.ofPool(pool.protection().breaker()));
    limitAbsences();
  }

  static int limit(Pool pool, Server server) {
    return server.maxRequests() > 0 ? server.maxRequests() : pool.limits().requestsPerServer();
  }

  /**
   * When every candidate that is left is behind an open breaker, being away helps nobody: one is
   * tried before its time. One that is merely full is waited for.
   */
  private static @Nullable ServerState inNeed(View now, PickContext context) {
    long nanos = context.nowNanos();
    for (ServerState server : now.servers) {
      if (!context.isExcluded(server) && server.breaker().admits(nanos)) {
        return null;
      }
    }
    for (ServerState server : now.servers) {
      if (!context.isExcluded(server) && server.tryStartInNeed(nanos)) {
        return server;
      }
    }
    return null;
  }

  private @Nullable ServerState soonestBack(long nowNanos) {
    ServerState soonest = null;
    for (ServerState server : servers) {
      BreakerMode mode = server.breaker().mode();
      boolean isAway = mode == BreakerMode.OPEN || mode == BreakerMode.HALF_OPEN;
      if (isAway
          && (soonest == null
              || server.breaker().waitNanos(nowNanos) < soonest.breaker().waitNanos(nowNanos))) {
        soonest = server;
      }
    }
    return soonest;
  }

  /** Other loops keep winning the slots: ask each candidate once, so a free one is found. */
  private @Nullable ServerState lastResort(View now, PickContext context) {
    int n = now.servers.length;
    int start = random.nextInt(n);
    for (int i = 0; i < n; i++) {
      ServerState server = now.servers[start + i < n ? start + i : start + i - n];
      if (!context.isExcluded(server) && server.tryStart(context.nowNanos())) {
        return server;
      }
    }
    return null;
  }

  private View view(CandidateList list, long nowNanos) {
    Balancer balancer =
        Balancer.of(pool.balance(), list.candidates(), pool.servers().size(), random);
    return new View(list, balancer, isRamping(list.candidates(), nowNanos), nowNanos);
  }

  /** Servers that warm up in step keep their shares: only a difference has to be followed. */
  private boolean isRamping(List<Candidate> candidates, long nowNanos) {
    double first = -1;
    for (Candidate candidate : candidates) {
      double factor = slowStart.factor(nowNanos - candidate.server().warmingSinceNanos());
      if (first >= 0 && factor != first) {
        return true;
      }
      first = factor;
    }
    return false;
  }

  /** What one rebuild made; swapped as a whole. */
  private static final class View {
    final CandidateList list;
    final Balancer balancer;
    final boolean isRamping;
    final long builtNanos;
    final ServerState[] servers;
    final Map<ServerState, Double> shares;

    View(CandidateList list, Balancer balancer, boolean isRamping, long builtNanos) {
      this.list = list;
      this.balancer = balancer;
      this.isRamping = isRamping;
      this.builtNanos = builtNanos;
      List<Candidate> candidates = list.candidates();
      servers = candidates.stream().map(Candidate::server).toArray(ServerState[]::new);
      shares = HashMap.newHashMap(candidates.size());
      double sum = candidates.stream().mapToDouble(Candidate::weight).sum();
      for (Candidate candidate : candidates) {
        shares.put(candidate.server(), candidate.weight() / sum);
      }
    }
  }
}
