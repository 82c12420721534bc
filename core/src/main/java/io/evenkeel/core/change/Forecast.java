package io.evenkeel.core.change;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the balancers will do with the traffic there is, as simulated with the production classes.
 * {@link io.evenkeel.core.forecast.Forecaster} says what is simulated and what is only measured.
 *
 * @param pools by name; those without traffic are left out
 */
public record Forecast(Map<String, PoolForecast> pools) {
  public static final Forecast NONE = new Forecast(Map.of());

  public Forecast {
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
  }

  /**
   * One pool; servers by name.
   *
   * @param shareNow of the requests, 0 to 1
   * @param peakNow the most requests at once
   * @param requestsPerSecond that the pool will have
   * @param cutOff fraction of 0 to 1 of the requests that the target's timeouts would have ended
   * @param refused what finds no room
   * @param unanswered fraction of 0 to 1 of today's requests that reach no listener, or no route
   */
  public record PoolForecast(
      Map<String, Double> shareNow,
      Map<String, Double> shareAfter,
      Map<String, Integer> peakNow,
      Map<String, Integer> peakAfter,
      SurvivableLosses survivableLosses,
      double requestsPerSecond,
      double cutOff,
      Refused refused,
      double unanswered) {
    public PoolForecast {
      shareNow = Collections.unmodifiableMap(new LinkedHashMap<>(shareNow));
      shareAfter = Collections.unmodifiableMap(new LinkedHashMap<>(shareAfter));
      peakNow = Collections.unmodifiableMap(new LinkedHashMap<>(peakNow));
      peakAfter = Collections.unmodifiableMap(new LinkedHashMap<>(peakAfter));
    }

    /** Where nothing is refused, and all is answered. */
    public PoolForecast(
        Map<String, Double> shareNow,
        Map<String, Double> shareAfter,
        Map<String, Integer> peakNow,
        Map<String, Integer> peakAfter,
        SurvivableLosses survivableLosses,
        double requestsPerSecond,
        double cutOff) {
      this(
          shareNow,
          shareAfter,
          peakNow,
          peakAfter,
          survivableLosses,
          requestsPerSecond,
          cutOff,
          Refused.NOTHING,
          0);
    }
  }

  /** How many servers may fail before the rest cannot carry the traffic. */
  public record SurvivableLosses(int now, int after) {}

  /**
   * Fractions of 0 to 1 of the requests that find no server, because there is none or the queue is
   * full, or wait for one too long.
   */
  public record Refused(double now, double after) {
    public static final Refused NOTHING = new Refused(0, 0);
  }
}
