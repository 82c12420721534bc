package io.evenkeel.testkit.sim;

import java.time.Duration;

/**
 * What a simulated server can do.
 *
 * @param weight in the pool
 * @param workers requests it works on at once; more wait inside the server
 * @param service mean time of one request, exponentially distributed
 * @param coldFactor how many times slower it is right after its start
 * @param warmUp how long it takes to lose that, in a straight line
 */
public record ServerProfile(
    int weight, int workers, Duration service, double coldFactor, Duration warmUp) {
  /** Weight 1, warm at once. */
  public static ServerProfile of(int workers, Duration service) {
    return new ServerProfile(1, workers, service, 1, Duration.ZERO);
  }

  /** The same, cold after each start. */
  public ServerProfile cold(double factor, Duration warm) {
    return new ServerProfile(weight, workers, service, factor, warm);
  }

  /** The same with another weight. */
  public ServerProfile weighing(int newWeight) {
    return new ServerProfile(newWeight, workers, service, coldFactor, warmUp);
  }
}
