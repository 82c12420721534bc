package io.evenkeel.app.run;

import io.evenkeel.app.upgrade.HandoverFailure;
import io.evenkeel.app.upgrade.OfferedSocket;
import io.evenkeel.app.upgrade.PassedSocket;
import io.evenkeel.control.trial.DryRun;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.TrafficReport;
import java.time.Duration;
import java.util.List;

/** What the running balancer asks of the proxy. Any thread but event loops. */
interface DataPlane extends AutoCloseable {
  /** Binds what {@code next} needs and is not bound yet; what could not be, in sentences. */
  List<String> prepare(Snapshot next);

  /** {@code now} is served: accepts on its listeners and closes those it has no more. */
  void published(Snapshot now);

  /** Where a listener really listens, as {@code host:port} or {@code unix:path}. */
  List<String> addresses(ListenerName listener);

  /** What sends health checks. */
  Prober prober();

  /** What a change would do to sockets, files and names, tried and undone. */
  DryRun dryRun();

  /** What was counted so far. */
  TrafficReport traffic();

  /** A server is to get no request any more: its idle connections are closed. */
  void closeIdle(ServerState server);

  /** What there was too much of so far. */
  PressureReport pressure();

  /** A server died: whatever waits on its idle connections waits in vain. */
  void forget(ServerState server);

  /** A server answers nothing: what waits there for a first byte goes elsewhere if it can. */
  void stalled(ServerState server);

  /**
   * Stops accepting and returns when all requests have ended, at the latest after {@code limit}.
   *
   * @return connections that were still open then
   */
  int drain(Duration limit);

  /**
   * The same, but idle clients may send one more request for as long as {@code idleGrace}: nobody
   * waits for the end.
   */
  int drain(Duration limit, Duration idleGrace);

  /**
   * Gives sockets that others bound; comes before the first {@link #prepare}.
   *
   * @param shared whether their process still listens on them
   * @throws StartFailure sockets cannot be adopted here
   */
  void inherit(List<PassedSocket> sockets, boolean shared) throws StartFailure;

  /**
   * The listening sockets for the next process.
   *
   * @throws HandoverFailure they cannot pass
   */
  List<OfferedSocket> offer() throws HandoverFailure;

  /** From now on another process listens on the same sockets, or no longer. */
  void share(boolean shared);

  @Override
  void close();
}
