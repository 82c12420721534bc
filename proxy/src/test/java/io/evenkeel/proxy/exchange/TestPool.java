package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pool in the making: round robin, no health checks, no slow start, the rest as by default. */
final class TestPool {
  private final PoolName name;
  private final List<Server> servers = new ArrayList<>();
  private BalancePolicy balance = new BalancePolicy.RoundRobin();
  private Stickiness sticky = new Stickiness.None();
  private Limits limits = Limits.DEFAULT;
  private RetryPolicy retries = RetryPolicy.DEFAULT;
  private Timeouts timeouts = Timeouts.DEFAULT;
  private HedgePolicy hedge = new HedgePolicy.None();
  private BreakerPolicy breaker = BreakerPolicy.DEFAULT;

  TestPool(String name) {
    this.name = new PoolName(name);
  }

  /** The servers on these loopback ports; the first is called s1. */
  TestPool servers(int... ports) {
    for (int port : ports) {
      server(new HostPort("127.0.0.1", port));
    }
    return this;
  }

  TestPool server(HostPort address) {
    servers.add(Server.of("s" + (servers.size() + 1), address));
    return this;
  }

  TestPool balance(BalancePolicy policy) {
    balance = policy;
    return this;
  }

  TestPool stickyBy(String cookie) {
    sticky = new Stickiness.ByCookie(cookie);
    return this;
  }

  TestPool limits(int requestsPerServer, int queue, Duration queueTimeout) {
    limits = new Limits(requestsPerServer, true, queue, queueTimeout, 512);
    return this;
  }

  TestPool attempts(int attempts) {
    retries = RetryPolicy.of(attempts);
    return this;
  }

  TestPool retries(RetryPolicy policy) {
    retries = policy;
    return this;
  }

  /** How long a server may take to answer while another could. */
  TestPool perTry(Duration timeout) {
    retries =
        new RetryPolicy(
            retries.attempts(),
            retries.budget(),
            retries.onConnect(),
            retries.onReset(),
            retries.onStatus(),
            retries.methods(),
            timeout);
    return this;
  }

  /** Retries at most, as a fraction of the requests. */
  TestPool budget(double share) {
    retries =
        new RetryPolicy(
            retries.attempts(),
            share,
            retries.onConnect(),
            retries.onReset(),
            retries.onStatus(),
            retries.methods(),
            retries.perTryTimeout());
    return this;
  }

  TestPool hedge(HedgePolicy policy) {
    hedge = policy;
    return this;
  }

  TestPool connectTimeout(Duration timeout) {
    timeouts = new Timeouts(timeout, timeouts.response(), timeouts.idle());
    return this;
  }

  /** Of each server, and of the pool. */
  TestPool breaker(BreakerPolicy policy) {
    breaker = policy;
    return this;
  }

  /** How long a server may take to answer. */
  TestPool responseTimeout(Duration timeout) {
    timeouts = new Timeouts(timeouts.connect(), timeout, timeouts.idle());
    return this;
  }

  TestPool idleTimeout(Duration timeout) {
    timeouts = new Timeouts(timeouts.connect(), timeouts.response(), timeout);
    return this;
  }

  Pool build() {
    return new Pool(
        name,
        servers,
        balance,
        sticky,
        HealthPolicy.NONE,
        limits,
        retries,
        Duration.ZERO,
        timeouts,
        Guards.DEFAULT,
        new Protection(Protection.DEFAULT.outliers(), breaker, hedge));
  }
}
