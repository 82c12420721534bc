package io.evenkeel.core.server;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ServerHealth;

/**
 * What counts of a server: the verdict of its checks under the operator's hand. The one place where
 * the two meet; the first line that applies wins.
 *
 * <table>
 * <caption>Decision table</caption>
 * <tr><th>hand</th><th>checks</th><th>standing</th></tr>
 * <tr><td>draining</td><td>any</td><td>DRAINING</td></tr>
 * <tr><td>maintenance</td><td>any</td><td>MAINTENANCE</td></tr>
 * <tr><td>forced healthy</td><td>liveness fails</td><td>UNHEALTHY (and dead)</td></tr>
 * <tr><td>forced healthy</td><td>any other</td><td>HEALTHY</td></tr>
 * <tr><td>none</td><td>any</td><td>what they say</td></tr>
 * </table>
 */
public enum Standing {
  CHECKING,
  HEALTHY,
  UNHEALTHY,
  DRAINING,
  MAINTENANCE;

  /** What {@code health} and {@code hand} come to together. */
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
