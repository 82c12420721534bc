package io.evenkeel.core.resilience;

import io.evenkeel.core.model.Priority;
import java.util.ArrayList;
import java.util.List;

/**
 * How overloaded the balancer itself is, resource by resource, and what follows from that.
 * Immutable and pure; {@link #next} is the state machine.
 *
 * <pre>
 * level   requests                                connections
 * 1       LOW shed                                answers are the last of their connection
 * 2       NORMAL too, heads in one piece only     accepted a few at a time
 * 3                                               none accepted, idle ones closed
 * </pre>
 *
 * <p>Requests are shed for what requests use up: memory and the loops' time. Descriptors are used
 * up by connections, and shedding a request would free none; there only the right column applies.
 * HIGH is never shed. A level rises with the readings and falls by one after {@link #CALM_NANOS}
 * clearly below its limit.
 */
public record OverloadGuard(
    Pressure heap, Pressure directMemory, Pressure loopLag, Pressure descriptors) {
  /** Long enough that clients who come back show whether it was over. */
  public static final long CALM_NANOS = 3_000_000_000L;

  public static final OverloadGuard CALM =
      new OverloadGuard(Pressure.NONE, Pressure.NONE, Pressure.NONE, Pressure.NONE);

  /** What new connections may do. */
  public enum Acceptance {
    ALL,
    /** A few at a time; the rest waits in the kernel's queue. */
    FEW,
    NONE
  }

  /**
   * How one resource stands.
   *
   * @param level 0 to 3
   * @param reading the last
   * @param above readings in a row above the level
   * @param notBelowNanos when a reading was last not clearly below the level
   */
  public record Pressure(int level, double reading, int above, long notBelowNanos) {
    static final Pressure NONE = new Pressure(0, 0, 0, 0);

    Pressure next(OwnResource resource, double now, long nowNanos) {
      int claimed = resource.levelOf(now);
      if (claimed > level) {
        boolean rises = above + 1 >= resource.readingsToRaise();
        return rises
            ? new Pressure(claimed, now, 0, nowNanos)
            : new Pressure(level, now, above + 1, nowNanos);
      }
      if (level == 0 || !resource.isClearlyBelow(now, level)) {
        return new Pressure(level, now, 0, nowNanos);
      }
      return nowNanos - notBelowNanos >= CALM_NANOS
          ? new Pressure(level - 1, now, 0, nowNanos)
          : new Pressure(level, now, 0, notBelowNanos);
    }
  }

  /** The state after these readings. */
  public OverloadGuard next(OverloadReadings readings, long nowNanos) {
    return new OverloadGuard(
        heap.next(OwnResource.HEAP, readings.heap(), nowNanos),
        directMemory.next(OwnResource.DIRECT_MEMORY, readings.directMemory(), nowNanos),
        loopLag.next(OwnResource.LOOP_LAG, readings.loopLagSeconds(), nowNanos),
        descriptors.next(OwnResource.DESCRIPTORS, readings.descriptors(), nowNanos));
  }

  /** The worst of all; 0: none. */
  public int level() {
    return Math.max(requestLevel(), descriptors.level());
  }

  /** The worst of what requests use up: what {@link #sheds} goes by. */
  public int requestLevel() {
    return Math.max(heap.level(), Math.max(directMemory.level(), loopLag.level()));
  }

  /** Whether requests of this priority are sent away at {@link #requestLevel}. */
  public static boolean sheds(int requestLevel, Priority priority) {
    return switch (priority) {
      case HIGH -> false;
      case NORMAL -> requestLevel >= 2;
      case LOW -> requestLevel >= 1;
    };
  }

  /** Whether an answer is the last of its connection. */
  public boolean closesConnections() {
    return level() >= 1;
  }

  /** What new connections may do. */
  public Acceptance acceptance() {
    return switch (level()) {
      case 0, 1 -> Acceptance.ALL;
      case 2 -> Acceptance.FEW;
      default -> Acceptance.NONE;
    };
  }

  /** The last readings. */
  public OverloadReadings readings() {
    return new OverloadReadings(
        heap.reading(), directMemory.reading(), loopLag.reading(), descriptors.reading());
  }

  /** For people: what is short, the worst first; empty: nothing is. */
  public String why() {
    List<String> reasons = new ArrayList<>();
    for (int level = 3; level >= 1; level--) {
      describe(reasons, OwnResource.HEAP, heap, level);
      describe(reasons, OwnResource.DIRECT_MEMORY, directMemory, level);
      describe(reasons, OwnResource.LOOP_LAG, loopLag, level);
      describe(reasons, OwnResource.DESCRIPTORS, descriptors, level);
    }
    return String.join("; ", reasons);
  }

  private static void describe(
      List<String> reasons, OwnResource resource, Pressure pressure, int level) {
    if (pressure.level() == level) {
      reasons.add(resource.describe(pressure.reading(), level));
    }
  }
}
