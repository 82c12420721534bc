package io.evenkeel.control.trial;

import java.time.Duration;

/**
 * How much a preflight may ask of servers and of this process.
 *
 * @param rounds how often a changed check is put to each server
 * @param spacing from one probe of a server to the next at least; shorter only where the check's
 *     own interval is
 * @param inFlight probes under way at most
 * @param perSecond probes sent per second at most
 * @param limit of the whole preflight; what is not answered then stays unknown
 */
public record PreflightBounds(
    int rounds, Duration spacing, int inFlight, int perSecond, Duration limit) {
  /**
   * Three rounds, since that many failures make a server unhealthy by default, 250 ms apart, so
   * that they see a server that fails for half a second and not for an instant. In flight and per
   * second as many as the ordinary checks have at most ({@code HealthMonitor.MAX_IN_FLIGHT}): with
   * the default timeout of a second 1,000 servers that let it pass take three seconds.
   */
  public static final PreflightBounds DEFAULT =
      new PreflightBounds(3, Duration.ofMillis(250), 1_024, 2_000, Duration.ofSeconds(30));

  public PreflightBounds {
    if (rounds < 1 || inFlight < 1 || perSecond < 1) {
      throw new IllegalArgumentException(
          "rounds: "
              + rounds
              + ", in flight: "
              + inFlight
              + ", per second: "
              + perSecond
              + " (expected: at least 1 each)");
    }
    if (spacing.isNegative() || limit.isNegative()) {
      throw new IllegalArgumentException(
          "spacing: " + spacing + ", limit: " + limit + " (expected: at least 0)");
    }
  }
}
