package io.evenkeel.core.model;

/**
 * What protects a pool and its clients while it is served: decided by the traffic, not by checks.
 */
public record Protection(OutlierPolicy outliers, BreakerPolicy breaker, HedgePolicy hedge) {
  public static final Protection DEFAULT =
      new Protection(OutlierPolicy.DEFAULT, BreakerPolicy.DEFAULT, new HedgePolicy.None());

  /** Nothing is decided by traffic. */
  public static final Protection NONE =
      new Protection(new OutlierPolicy.None(), new BreakerPolicy.None(), new HedgePolicy.None());
}
