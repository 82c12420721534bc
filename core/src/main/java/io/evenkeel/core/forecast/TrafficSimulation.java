package io.evenkeel.core.forecast;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.resilience.RetryBudget;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.resilience.RetryRules;
import io.evenkeel.core.resilience.RetryRules.Verdict;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Unavailable;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.Outcome;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Setback;
import io.evenkeel.core.time.RandomSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one pool in virtual time: picks, attempts, retries, sticky clients and the waiting
 * room as the proxy makes them, on the production balancer. One thread.
 *
 * <p>What the proxy has per event loop (its part of the queue) is one here. Every request is one
 * that may be sent twice; nobody hedges.
 */
public final class TrafficSimulation {
  private final PoolRuntime pool;
  private final VirtualTime time;
  private final SimulatedServers servers;
  private final TrafficWitness witness;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private final Map<Long, ServerState> cookies = new HashMap<>();
  private final boolean isSticky;

  public TrafficSimulation(
      PoolRuntime pool, VirtualTime time, SimulatedServers servers, TrafficWitness witness) {
    this.pool = pool;
    this.time = time;
    this.servers = servers;
    this.witness = witness;
    this.isSticky = pool.pool().sticky() instanceof Stickiness.ByCookie;
  }

  /**
   * Plans requests that come as a Poisson process from now until {@code untilNanos}.
   *
   * @param clients the hash of the client of the next request
   * @param random of the times between them
   */
  public void offer(
      double requestsPerSecond, LongSupplier clients, RandomSource random, long untilNanos) {
    double meanNanos = 1e9 / requestsPerSecond;
    long gap = (long) (-Math.log(1 - random.nextDouble()) * meanNanos);
    if (time.nanos() + gap < untilNanos) {
      time.after(
          gap,
          () -> {
            new Request(clients.getAsLong()).begin();
            offer(requestsPerSecond, clients, random, untilNanos);
          });
    }
  }

  /** One has left a server: as many of those that wait as find room. */
  private void callNext() {
    for (Request next = waiting.peek(); next != null; next = waiting.peek()) {
      ServerState server = next.choose();
      if (server == null) {
        return;
      }
      waiting.remove();
      next.start(server);
    }
  }

  /** One client's request and its attempts. */
  private final class Request implements PickContext, RetryRules.Request {
    private final long beganNanos = time.nanos();
    private final long client;
    private List<ServerState> tried = List.of();
    private long startedNanos;
    private Outcome last = Outcome.NOT_THE_SERVERS_FAULT;
    private int attempts;
    private int refusals;

    Request(long client) {
      this.client = client;
      budget().deposit(0, beganNanos);
    }

    void begin() {
      if (pool.breaker().tryStart(beganNanos)) {
        attempt();
      } else {
        witness.refused(beganNanos);
      }
    }

    private void attempt() {
      ServerState server = choose();
      if (server != null) {
        start(server);
      } else if (pool.whyNot(this) == Unavailable.SATURATED
          && waiting.size() < pool.pool().limits().queue()) {
        waiting.add(this);
        time.after(pool.pool().limits().queueTimeout().toNanos(), this::giveUp);
      } else {
        end(tried.isEmpty());
      }
    }

    @Nullable ServerState choose() {
      ServerState known = isSticky ? cookies.get(client) : null;
      return known != null
              && pool.isCandidate(known)
              && !isExcluded(known)
              && known.tryStart(nowNanos())
          ? known
          : pool.acquire(this);
    }

    void start(ServerState server) {
      startedNanos = time.nanos();
      attempts++;
      witness.attempted(server);
      servers.serve(server, result -> ended(server, result));
    }

    private void ended(ServerState server, AttemptResult result) {
      server.finished(result, 0, startedNanos, time.nanos());
      last = Outcome.ofRequest(result);
      if (Outcome.of(result) == Outcome.SUCCESS) {
        if (isSticky) {
          cookies.put(client, server);
        }
        witness.succeeded(beganNanos);
        pool.requestEnded(last, beganNanos, time.nanos());
      } else if (!triesAgain(server, result)) {
        witness.failed(beganNanos);
        pool.requestEnded(last, beganNanos, time.nanos());
      }
      callNext();
    }

    private boolean triesAgain(ServerState failed, AttemptResult result) {
      RetryReason reason = Setback.of(result);
      tried = new ArrayList<>(tried);
      tried.add(failed);
      refusals += reason == RetryReason.REFUSED ? 1 : 0;
      RetryPolicy policy = pool.pool().retries();
      int status = result instanceof Responded(int answered, long _) ? answered : 0;
      Verdict verdict =
          reason == null ? Verdict.NO : RetryRules.verdict(reason, status, policy, this);
      if (reason == null || verdict == Verdict.NO) {
        return false;
      }
      boolean paid = verdict == Verdict.FREE || budget().tryWithdraw(policy.budget(), time.nanos());
      if (paid) {
        pool.retries().begun(reason);
        attempt();
      }
      return paid;
    }

    private RetryBudget budget() {
      return pool.retries().budget();
    }

    private void giveUp() {
      if (waiting.remove(this)) {
        end(true);
      }
    }

    private void end(boolean refused) {
      pool.requestEnded(last, beganNanos, time.nanos());
      if (refused) {
        witness.refused(beganNanos);
      } else {
        witness.failed(beganNanos);
      }
    }

    @Override
    public boolean isIdempotent() {
      return true;
    }

    @Override
    public boolean isKept() {
      return true;
    }

    @Override
    public boolean isAnswered() {
      return false;
    }

    @Override
    public boolean isLate() {
      return false;
    }

    @Override
    public int attempts() {
      return attempts - refusals;
    }

    @Override
    public int refusals() {
      return refusals;
    }

    @Override
    public boolean metStale() {
      return false;
    }

    @Override
    public int lane() {
      return 0;
    }

    @Override
    public long nowNanos() {
      return time.nanos();
    }

    @Override
    public long hash() {
      return client;
    }

    @Override
    public boolean isExcluded(ServerState server) {
      return !tried.isEmpty() && tried.contains(server);
    }
  }
}
