package io.evenkeel.core.model;

import java.time.Duration;
import java.util.List;

/** A set of servers that can stand in for each other, and how traffic is spread over them. */
public record Pool(
    PoolName name,
    List<Server> servers,
    BalancePolicy balance,
    Stickiness sticky,
    HealthPolicy health,
    Limits limits,
    RetryPolicy retries,
    Duration slowStart,
    Timeouts timeouts,
    Guards guards,
    Protection protection) {
  public static final Duration DEFAULT_SLOW_START = Duration.ofSeconds(30);

  public Pool {
    servers = List.copyOf(servers);
  }

  /** A pool with every policy at its default and no health check. */
  public static Pool of(PoolName name, List<Server> servers) {
    return new Pool(
        name,
        servers,
        new BalancePolicy.PowerOfTwo(),
        new Stickiness.None(),
        HealthPolicy.NONE,
        Limits.DEFAULT,
        RetryPolicy.DEFAULT,
        DEFAULT_SLOW_START,
        Timeouts.DEFAULT,
        Guards.DEFAULT,
        Protection.DEFAULT);
  }
}
