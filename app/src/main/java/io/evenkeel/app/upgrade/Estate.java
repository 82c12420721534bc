package io.evenkeel.app.upgrade;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A running balancer as it is given to the process after it. Called in the order of the methods.
 */
public interface Estate {
  /**
   * Lets {@code heir} have the state folder; no change begins from here on.
   *
   * @throws HandoverFailure why that cannot be now; nothing has changed then
   */
  void lend(String heir) throws HandoverFailure;

  /** The listening sockets. */
  List<OfferedSocket> sockets() throws HandoverFailure;

  /** What is known of the servers. */
  JsonNode state();

  /** Closes what two processes cannot have at once; decides nothing of weight any more. */
  void standAside();

  /** The heir serves: ends after what is in flight. Returns at once. */
  void handedOver(long pid);

  /** The heir is gone or gave up, at whatever step before the last: takes everything back. */
  void resume(String why);
}
