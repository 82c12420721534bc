package io.evenkeel.bench.resilience;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that a trial recorded.
 *
 * @param arrivals requests at each server per tenth of a second, from the first due request on
 * @param survivorPeak the most requests at once, during the fault, at a server that was not struck
 * @param survivorDeaths of servers that were not struck
 * @param bestGoodput of the survivor alone, per second; NaN where nothing limits it
 */
record Outcome(
    Scenario scenario,
    Timing timing,
    RequestLog log,
    List<long[]> arrivals,
    long survivorPeak,
    int survivorDeaths,
    double bestGoodput) {
  Outcome {
    arrivals = List.copyOf(arrivals);
  }

  /** At one server, by its number, within tenths of a second. */
  long arrivedBetween(int server, int fromTenth, int toTenth) {
    long sum = 0;
    for (int tenth = fromTenth; tenth < toTenth; tenth++) {
      sum += arrivals.get(server - 1)[tenth];
    }
    return sum;
  }

  long arrivedBetween(List<Integer> servers, int fromTenth, int toTenth) {
    return servers.stream().mapToLong(s -> arrivedBetween(s, fromTenth, toTenth)).sum();
  }

  List<Integer> allServers() {
    return IntStream.rangeClosed(1, arrivals.size()).boxed().toList();
  }
}
