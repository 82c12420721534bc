package io.evenkeel.core.model;

/**
 * Two checks with two powers: readiness decides whether a server gets new requests, liveness
 * whether it is taken for dead, so that its connections are closed as well and panic mode passes it
 * by.
 */
public record HealthPolicy(HealthCheck readiness, HealthCheck liveness) {
  public static final HealthPolicy NONE =
      new HealthPolicy(new HealthCheck.None(), new HealthCheck.None());
}
