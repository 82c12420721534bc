package io.evenkeel.core.runtime;

import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.stats.SideTraffic;

/**
 * A snapshot on trial: who is served from it, and what came of it. Immutable but for the counts.
 *
 * <p>A client belongs to the canary when the hash of its address, stirred with a seed, falls into
 * the first {@code share} of all hashes: the same client is on the same side for as long as the
 * canary runs. The seed comes from the revision, so that the next rollout tries other clients, and
 * every node the same ones.
 */
public final class Canary {
  /** Hashes are compared by 53 bits, which a double holds exactly. */
  private static final int SHIFT = 11;

  private static final double SPAN = 0x1p53;

  private final Snapshot snapshot;
  private final double share;
  private final long seed;
  private final long threshold;
  private final SideTraffic traffic = new SideTraffic();
  private final SideTraffic control = new SideTraffic();

  Canary(Snapshot snapshot, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "canary share: " + share + " (expected: above 0, up to 1)");
    }
    this.snapshot = snapshot;
    this.share = share;
    this.seed = Hashing.mix(snapshot.revision());
    this.threshold = (long) (share * SPAN);
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /** The part of the clients that is served from it, above 0 to 1. */
  public double share() {
    return share;
  }

  /** Whether the client of this address, hashed by {@link Hashing}, is served from it. */
  public boolean takes(long clientHash) {
    return Hashing.mix(clientHash ^ seed) >>> SHIFT < threshold;
  }

  /** What clients of the canary got since it began. */
  public SideTraffic traffic() {
    return traffic;
  }

  /** What everybody else got meanwhile. */
  public SideTraffic control() {
    return control;
  }
}
