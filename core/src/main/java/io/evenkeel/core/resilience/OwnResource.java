package io.evenkeel.core.resilience;

import java.util.Locale;

/**
 * What the balancer itself can run out of, and from which reading on that is a level of overload.
 *
 * <p>Readings of memory and descriptors are facts and count at once. Lag counts when it lasts: a
 * collector's pause or a busy neighbour makes one late turn, and is over.
 */
public enum OwnResource {
  /**
   * Live data of the heap. The last twelfth is what a collection needs to work in; a process that
   * has run out is ended.
   */
  HEAP(1, 0.05, 0.75, 0.85, 0.92),
  /**
   * Memory of buffers. When it has run out, reads fail, after the JVM has made the loop wait for
   * half a second each; and a flood fills a quarter of a small one between two readings.
   */
  DIRECT_MEMORY(1, 0.05, 0.55, 0.70, 0.85),
  /** A turn of half a second is hundreds of requests at once; at five seconds clients have left. */
  LOOP_LAG(8, 0.25, 0.5, 1.5, 5),
  /** File descriptors: connections to clients and servers, checks, logs. */
  DESCRIPTORS(1, 0.05, 0.80, 0.90, 1);

  private final int readings;
  private final double gap;
  private final double first;
  private final double second;
  private final double third;

  OwnResource(int readings, double gap, double first, double second, double third) {
    this.readings = readings;
    this.gap = gap;
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /** The reading from which on {@code level}, 1 to 3, holds. */
  public double limit(int level) {
    return switch (level) {
      case 1 -> first;
      case 2 -> second;
      case 3 -> third;
      default -> throw new IllegalArgumentException("level: " + level + " (expected: 1 to 3)");
    };
  }

  /** So many readings in a row must say so before a level rises. */
  int readingsToRaise() {
    return readings;
  }

  /** The highest level whose limit {@code reading} reaches; 0: none. */
  int levelOf(double reading) {
    if (reading < first) {
      return 0;
    }
    return reading < second ? 1 : reading < third ? 2 : 3;
  }

  /** Whether {@code reading} is clearly below the limit of {@code level}. */
  boolean isClearlyBelow(double reading, int level) {
    return reading < limit(level) - gap;
  }

  /** {@code heap 87 % (limit 85 %)}. */
  String describe(double reading, int level) {
    return switch (this) {
      case HEAP -> "heap live after collection " + percent(reading, level);
      case DIRECT_MEMORY -> "direct memory " + percent(reading, level);
      case LOOP_LAG ->
          String.format(
              Locale.ROOT, "event loop late by %.1f s (limit %.1f s)", reading, limit(level));
      case DESCRIPTORS -> "file descriptors " + percent(reading, level);
    };
  }

  private String percent(double reading, int level) {
    return Math.round(reading * 100) + " % (limit " + Math.round(limit(level) * 100) + " %)";
  }
}
