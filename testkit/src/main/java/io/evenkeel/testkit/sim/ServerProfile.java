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
 * @param strain what happens when it has more than it can do
 */
public record ServerProfile(
    int weight, int workers, Duration service, double coldFactor, Duration warmUp, Strain strain) {
  /**
   * How a server suffers. The memory it takes is one unit for each request it has, and {@code leak}
   * for each it ever had; beyond {@code memory} its process dies.
   *
   * @param thrash with so many requests more than workers each takes twice as long, with twice as
   *     many five times: x requests more make it 1 + (x / thrash)² times as long
   * @param restart how long the process is gone when it has died
   */
  public record Strain(double thrash, double leak, double memory, Duration restart) {
    /** Only the queue grows. */
    public static final Strain NONE =
        new Strain(Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, Duration.ZERO);
  }

  /** Weight 1, warm at once, never strained. */
  public static ServerProfile of(int workers, Duration service) {
    return new ServerProfile(1, workers, service, 1, Duration.ZERO, Strain.NONE);
  }

  /** The same, cold after each start. */
  public ServerProfile cold(double factor, Duration warm) {
    return new ServerProfile(weight, workers, service, factor, warm, strain);
  }

  /** The same with another weight. */
  public ServerProfile weighing(int newWeight) {
    return new ServerProfile(newWeight, workers, service, coldFactor, warmUp, strain);
  }

  /** The same with so many workers. */
  public ServerProfile working(int newWorkers) {
    return new ServerProfile(weight, newWorkers, service, coldFactor, warmUp, strain);
  }

  /** The same, suffering from too much. */
  public ServerProfile strained(Strain newStrain) {
    return new ServerProfile(weight, workers, service, coldFactor, warmUp, newStrain);
  }
}
