package io.evenkeel.control.status;

import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.OverloadReadings;

/**
 * What the balancer itself uses, in a {@link StatusReport}.
 *
 * @param level 0 (none) to 3 (no connection is accepted)
 * @param why what is short; empty at 0
 * @param heap live after the last collection, as a share of what there may be
 * @param directMemory of buffers, as a share
 * @param loopLagSeconds how late the latest event loop was
 * @param descriptors open files, as a share of those not kept in reserve
 */
public record OverloadStatus(
    int level,
    String why,
    double heap,
    double directMemory,
    double loopLagSeconds,
    double descriptors) {
  static OverloadStatus of(OverloadGuard guard) {
    OverloadReadings readings = guard.readings();
    return new OverloadStatus(
        guard.level(),
        guard.why(),
        rounded(readings.heap()),
        rounded(readings.directMemory()),
        rounded(readings.loopLagSeconds()),
        rounded(readings.descriptors()));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
