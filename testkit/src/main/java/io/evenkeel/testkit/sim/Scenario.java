package io.evenkeel.testkit.sim;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a simulation starts with; what happens later is planned with {@link Simulation#at}.
 *
 * @param requestsPerSecond mean rate; arrivals are a Poisson process
 * @param timeout of one attempt
 */
public record Scenario(
    long seed,
    BalancePolicy policy,
    List<ServerProfile> servers,
    double requestsPerSecond,
    Duration slowStart,
    Duration timeout,
    Limits limits,
    RetryPolicy retries,
    Protection protection) {
  public Scenario {
    servers = List.copyOf(servers);
  }

  /** {@code count} equal servers, slow start of 30 s, a timeout of 1 s, default limits. */
  public static Scenario of(
      BalancePolicy policy, int count, ServerProfile profile, double requestsPerSecond) {
    return new Scenario(
        1,
        policy,
        java.util.Collections.nCopies(count, profile),
        requestsPerSecond,
        Pool.DEFAULT_SLOW_START,
        Duration.ofSeconds(1),
        Limits.DEFAULT,
        RetryPolicy.DEFAULT,
        Protection.DEFAULT);
  }

  /** The same with these servers. */
  public Scenario with(List<ServerProfile> others) {
    return new Scenario(
        seed, policy, others, requestsPerSecond, slowStart, timeout, limits, retries, protection);
  }

  /** The same with this slow start. */
  public Scenario slowStart(Duration window) {
    return new Scenario(
        seed, policy, servers, requestsPerSecond, window, timeout, limits, retries, protection);
  }

  /** The same with these retries. */
  public Scenario retrying(RetryPolicy other) {
    return new Scenario(
        seed, policy, servers, requestsPerSecond, slowStart, timeout, limits, other, protection);
  }

  /** The same without ejection, circuit breakers and adaptive limits. */
  public Scenario unprotected() {
    Limits fixed =
        new Limits(
            limits.requestsPerServer(),
            false,
            limits.queue(),
            limits.queueTimeout(),
            limits.connectionsPerServer());
    return new Scenario(
        seed,
        policy,
        servers,
        requestsPerSecond,
        slowStart,
        timeout,
        fixed,
        retries,
        Protection.NONE);
  }

  /** The same with these limits. */
  public Scenario limits(Limits others) {
    return new Scenario(
        seed, policy, servers, requestsPerSecond, slowStart, timeout, others, retries, protection);
  }

  Pool pool() {
    PoolName name = new PoolName("simulated");
    List<Server> members = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      HostPort address = new HostPort("10.0." + (i >> 8) + "." + (i & 255), 3000);
      members.add(new Server("s" + i, address, servers.get(i).weight(), "", 0, false, 0));
    }
    Pool defaults = Pool.of(name, members);
    return new Pool(
        name,
        members,
        policy,
        defaults.sticky(),
        defaults.health(),
        limits,
        retries,
        slowStart,
        defaults.timeouts(),
        Guards.DEFAULT,
        protection);
  }
}
