package io.evenkeel.control.status;

import java.util.List;
import java.util.Map;

/**
 * The answer of {@code /api/v1/status}: component names are the names in JSON. Numbers that need
 * traffic are 0 without it.
 *
 * @param why the reason for the verdict in one sentence
 * @param state {@code serving} or {@code draining}
 * @param revision number of the configuration that is served, 1 for the first
 * @param generation the same number, kept for scripts that wait for a reload
 * @param uptimeSeconds since this process began to serve
 * @param config what came of the last reading of the configuration file
 * @param overload how the balancer itself stands
 * @param alerts the alarms that stand, newest last
 */
public record StatusReport(
    Verdict verdict,
    String why,
    String state,
    long revision,
    long generation,
    long uptimeSeconds,
    ConfigStatus config,
    Map<String, ListenerStatus> listeners,
    Map<String, PoolStatus> pools,
    OverloadStatus overload,
    List<AlarmStatus> alerts) {

  /**
   * The configuration file.
   *
   * @param lastReload {@code ok} or {@code rejected}: then an older revision is still served
   * @param error the first error of a rejected file; empty when accepted
   */
  public record ConfigStatus(String file, String lastReload, String error) {}

  /**
   * A listener.
   *
   * @param addresses where it really listens
   */
  public record ListenerStatus(List<String> addresses) {}

  /**
   * A pool.
   *
   * @param mode {@code normal}, {@code panic} or {@code shedding}
   * @param modeReason why it is not normal; empty when it is
   * @param breaker of the pool as a whole, in the words of a server's
   * @param healthy servers that may take traffic by their checks
   * @param retryBudget what is left of the retries that the last ten seconds allow, 0 to 1
   */
  public record PoolStatus(
      String mode,
      String modeReason,
      String breaker,
      String breakerReason,
      int healthy,
      double retryBudget,
      Map<String, ServerStatus> servers) {
    /** The same in another mode. */
    PoolStatus inMode(String otherMode, String why) {
      return new PoolStatus(otherMode, why, breaker, breakerReason, healthy, retryBudget, servers);
    }
  }
}
