package io.evenkeel.bench.resilience;

import java.util.List;
import java.util.Map;

/**
 * One story: servers, load, and what goes wrong.
 *
 * @param key on the command line and in file names
 * @param story for the report
 * @param usual how the servers behave before, all of them but those in {@code others}
 * @param others by number
 * @param limited those with a memory limit
 */
record Scenario(
    String key,
    String title,
    String story,
    Load load,
    Behaviour usual,
    Map<Integer, Behaviour> others,
    List<Integer> limited,
    Fault fault,
    List<Bar> bars) {
  static final int SERVERS = 3;

  /** Room for about 90 requests that hold a megabyte each. */
  static final long MEMORY_BYTES = 96L << 20;

  Scenario {
    others = Map.copyOf(others);
    limited = List.copyOf(limited);
    bars = List.copyOf(bars);
  }

  Behaviour behaviour(int number) {
    return others.getOrDefault(number, usual);
  }

  boolean isLimited(int number) {
    return limited.contains(number);
  }

  /** A server that is not struck, the last of them; 0 when all are. */
  int survivor() {
    for (int number = SERVERS; number > 0; number--) {
      if (!fault.victims().contains(number)) {
        return number;
      }
    }
    return 0;
  }

  /** What the survivor can do decides what the pool can do. */
  boolean isAboutCapacity() {
    return survivor() > 0 && behaviour(survivor()).slots() > 0;
  }
}
