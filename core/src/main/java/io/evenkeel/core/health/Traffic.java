package io.evenkeel.core.health;

/**
 * What became of the attempts at one server, counted since it is known: the difference of two tells
 * of the time between. Attempts that never left this machine are in none of the counts.
 *
 * @param succeeded answered with 2xx or 3xx
 * @param rejected answered with 4xx: the client's fault, or that of a server that has lost its
 *     routes, so it speaks neither for it nor against it as long as it is no more than before
 * @param failed answered with 5xx, no connection, too slow, broken off
 * @param abandoned given up by the client
 * @param inFlight under way at this moment; not a count
 */
public record Traffic(long succeeded, long rejected, long failed, long abandoned, int inFlight) {
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /** What has happened after {@code earlier}. */
  public Traffic since(Traffic earlier) {
    return new Traffic(
        succeeded - earlier.succeeded,
        rejected - earlier.rejected,
        failed - earlier.failed,
        abandoned - earlier.abandoned,
        inFlight);
  }

  /** Attempts of which we know how they ended. */
  public long ended() {
    return succeeded + rejected + failed;
  }
}
