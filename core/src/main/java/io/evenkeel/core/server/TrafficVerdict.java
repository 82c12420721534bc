package io.evenkeel.core.server;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.OutlierDetector;
import io.evenkeel.core.health.Pace;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What live traffic has decided about one server: whether it is ejected, and which part of its
 * weight it keeps. Read by any thread; written by the control loop, but for what event loops tell
 * the {@link OutlierDetector}.
 */
public final class TrafficVerdict {
  private final OutlierDetector outliers = new OutlierDetector();
  private volatile Ejection ejection = Ejection.In.NEVER;
  private volatile double pace = 1;
  private volatile Map<Ejection.Reason, Long> ejections = Map.of();
  private volatile long withheld;
  private volatile long slowdowns;
  private volatile @Nullable AttemptResult lastFailure;

  /** Who sees the server fail. */
  public OutlierDetector outliers() {
    return outliers;
  }

  /** Whether it is ejected. */
  public Ejection ejection() {
    return ejection;
  }

  /** The part of its weight that it keeps, {@link Pace#FLOOR} to 1; below 1: it is slow. */
  public double pace() {
    return pace;
  }

  /** How the last request failed; null: none ever did. */
  public @Nullable AttemptResult lastFailure() {
    return lastFailure;
  }

  /** Times it was ejected for {@code reason}. */
  public long ejections(Ejection.Reason reason) {
    return ejections.getOrDefault(reason, 0L);
  }

  /** Times it should have been ejected, but too many others were away. */
  public long withheld() {
    return withheld;
  }

  /** Times it became slow. */
  public long slowdowns() {
    return slowdowns;
  }

  /** Takes effect with the next rebuild of its pool. Control loop only. */
  public void pace(double newPace) {
    if (!(newPace >= Pace.FLOOR && newPace <= 1)) {
      throw new IllegalArgumentException(
          "pace: " + newPace + " (expected: " + Pace.FLOOR + " to 1)");
    }
    long counted = slowdowns;
    slowdowns = pace == 1 && newPace < 1 ? counted + 1 : counted;
    pace = newPace;
  }

  /** Counts an ejection that did not come about. Control loop only. */
  public void countWithheld() {
    long counted = withheld;
    withheld = counted + 1;
  }

  void ejection(Ejection next) {
    if (next instanceof Ejection.Ejected ejected && !next.equals(ejection)) {
      Map<Ejection.Reason, Long> counted = new EnumMap<>(Ejection.Reason.class);
      counted.putAll(ejections);
      counted.merge(ejected.reason(), 1L, Long::sum);
      ejections = counted;
    }
    ejection = next;
  }

  void succeeded() {
    outliers.succeeded();
  }

  void failed(AttemptResult result, long ended, long nowNanos) {
    lastFailure = result;
    outliers.failed(ended, nowNanos);
  }
}
