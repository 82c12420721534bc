package io.evenkeel.core.model;

/**
 * One replica of a pool.
 *
 * @param name key in the configuration, unique in its pool
 * @param weight share of the traffic relative to the others; 0 takes no new requests
 * @param zone where it is; empty: not said
 * @param priority lower is preferred; a higher number is used when the lower ones cannot carry the
 *     traffic
 * @param backup only used when no other server of the pool can take traffic
 * @param maxRequests concurrent requests at most; 0: the pool's {@link Limits#requestsPerServer()}
 */
public record Server(
    String name,
    HostPort address,
    int weight,
    String zone,
    int priority,
    boolean backup,
    int maxRequests) {
  public static final int MAX_WEIGHT = 10_000;
  public static final int MAX_PRIORITY = 100;

  public Server {
    Names.require("server name", name);
    requireBetween("weight", weight, 0, MAX_WEIGHT);
    requireBetween("priority", priority, 0, MAX_PRIORITY);
    requireBetween("max-requests", maxRequests, 0, Integer.MAX_VALUE);
  }

  /** A server of weight 1 with nothing special about it. */
  public static Server of(String name, HostPort address) {
    return new Server(name, address, 1, "", 0, false, 0);
  }

  private static void requireBetween(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
