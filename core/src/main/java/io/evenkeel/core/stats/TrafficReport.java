package io.evenkeel.core.stats;

import java.util.List;

/**
 * What the data plane has seen since the process started; numbers only grow, but for what is open.
 * Read while it goes on, so that numbers of one report may be apart by the requests of an instant.
 * Any thread but event loops.
 */
public interface TrafficReport {
  /** By listener, route and pool, in no particular order. */
  List<RouteTraffic> routes();

  /** By listener. */
  List<ListenerConnections> listeners();

  /** Access log lines dropped because the disk could not follow. */
  long accessLogDropped();

  /** Times that writing an access log failed. */
  long accessLogWriteErrors();
}
