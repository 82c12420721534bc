package io.evenkeel.core.server;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ServerHealth;

/**
 * What counts of a server: the verdicts of its checks and of its traffic under the operator's hand.
 * The one place where the three meet; the first line that applies wins.
 *
 * <table>
 * <caption>Decision table</caption>
 * <tr><th>hand</th><th>checks</th><th>traffic</th><th>standing</th></tr>
 * <tr><td>draining</td><td>any</td><td>any</td><td>DRAINING</td></tr>
 * <tr><td>maintenance</td><td>any</td><td>any</td><td>MAINTENANCE</td></tr>
 * <tr><td>forced healthy</td><td>liveness fails</td><td>any</td><td>UNHEALTHY (and dead)</td></tr>
 * <tr><td>forced healthy</td><td>any other</td><td>any</td><td>HEALTHY</td></tr>
 * <tr><td>none</td><td>unhealthy</td><td>any</td><td>UNHEALTHY</td></tr>
 * <tr><td>none</td><td>any other</td><td>ejected</td><td>EJECTED</td></tr>
 * <tr><td>none</td><td>any</td><td>not ejected</td><td>what they say</td></tr>
 * </table>
 */
public enum Standing {
  CHECKING,
  HEALTHY,
  UNHEALTHY,
  /** Its checks do not object, but its traffic fails or stalls. */
  EJECTED,
  DRAINING,
  MAINTENANCE;

  /** What {@code health}, {@code hand} and {@code traffic} come to together. */
  public static Standing of(ServerHealth health, Hand hand, Ejection traffic) {
    Standing otherwise = of(health, hand);
    boolean isEjected = traffic.isAway() && hand.kind() == Hand.Kind.NONE && otherwise != UNHEALTHY;
    return isEjected ? EJECTED : otherwise;
  }

  /** What {@code health} and {@code hand} come to while traffic has nothing to say. */
  public static Standing of(ServerHealth health, Hand hand) {
    return switch (hand.kind()) {
      case DRAINING -> DRAINING;
      case MAINTENANCE -> MAINTENANCE;
      case FORCED_HEALTHY -> health.dead() ? UNHEALTHY : HEALTHY;
      case NONE -> of(health.overall());
    };
  }

  private static Standing of(Health health) {
    return switch (health) {
      case CHECKING -> CHECKING;
      case HEALTHY -> HEALTHY;
      case UNHEALTHY -> UNHEALTHY;
    };
  }

  /** Whether new requests may be sent there at all, in whatever mode the pool is. */
  public boolean admitsTraffic() {
    return this != DRAINING && this != MAINTENANCE;
  }
}
