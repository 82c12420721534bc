package io.evenkeel.core.resilience;

/**
 * What the balancer uses of its own resources at one moment.
 *
 * @param heap live after the last collection, as a share of what the old generation may hold
 * @param directMemory in buffers, as a share of what there may be
 * @param loopLagSeconds how late the latest event loop is
 * @param descriptors open files, as a share of those not kept in reserve; above 1: of the reserve
 */
public record OverloadReadings(
    double heap, double directMemory, double loopLagSeconds, double descriptors) {
  public static final OverloadReadings NONE = new OverloadReadings(0, 0, 0, 0);
}
