package io.evenkeel.core.runtime;

import io.evenkeel.core.balance.Balancer;
import io.evenkeel.core.balance.Candidate;
import io.evenkeel.core.balance.CandidateList;
import io.evenkeel.core.balance.CandidateRules;
import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.resilience.SlowStart;
import io.evenkeel.core.server.ServerState;
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
  private final CandidateRules rules;
  private final SlowStart slowStart;
  private final RandomSource random;
  private volatile View view;

  PoolRuntime(Pool pool, String zone, List<ServerState> servers, RandomSource random) {
    this.pool = pool;
    this.zone = zone;
    this.servers = List.copyOf(servers);
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
        return null;
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
    for (ServerState server : candidates) {
      if (!context.isExcluded(server)) {
        return Unavailable.SATURATED;
      }
    }
    return Unavailable.ALL_TRIED;
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

  /** Makes the limits of this configuration those of the servers. */
  void applyLimits() {
    for (int i = 0; i < servers.size(); i++) {
      servers.get(i).maxRequests(limit(pool, pool.servers().get(i)));
      servers.get(i).adaptive(pool.limits().adaptive());
    }
  }

  static int limit(Pool pool, Server server) {
    return server.maxRequests() > 0 ? server.maxRequests() : pool.limits().requestsPerServer();
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
