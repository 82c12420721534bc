package io.evenkeel.bench.resilience;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every request of a trial, in the order in which they were due; times in microseconds since the
 * first was.
 */
record RequestLog(List<Entry> entries) {
  static final int OK = 200;
  static final int UNAVAILABLE = 503;

  /**
   * One request.
   *
   * @param sent -1 when it never was, because no connection was free
   * @param done answered or given up
   * @param outcome status of the answer, or negative as in resilience-load.c
   * @param server number of the one that answered; 0: the proxy itself, or nobody
   */
  record Entry(long due, long sent, long done, int outcome, int server, boolean retryAfter) {
    long latency() {
      return done - due;
    }

    boolean isOk() {
      return outcome == OK;
    }

    /** It was told at once when to come again. */
    boolean isRefusedFast() {
      return outcome == UNAVAILABLE && retryAfter && latency() <= Figures.FAST_REFUSAL_MICROS;
    }
  }

  RequestLog {
    entries = List.copyOf(entries);
  }

  /**
   * Reads what resilience-load printed.
   *
   * @throws IllegalStateException when it did not print that
   */
  static RequestLog parse(List<String> lines) {
    return new RequestLog(lines.stream().map(RequestLog::entry).toList());
  }

  private static Entry entry(String line) {
    String[] fields = line.split(",", -1);
    if (fields.length != 6) {
      throw new IllegalStateException("not a line of the load generator: " + line);
    }
    return new Entry(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Integer.parseInt(fields[3]),
        Integer.parseInt(fields[4]),
        fields[5].equals("1"));
  }

  /**
   * How those ended that failed otherwise than by a fast refusal, and how many: the status or the
   * negative number, after it {@code late} where it took over a second.
   */
  SortedMap<String, Long> otherFailures() {
    return entries.stream()
        .filter(e -> !e.isOk() && !e.isRefusedFast())
        .collect(Collectors.groupingBy(RequestLog::end, TreeMap::new, Collectors.counting()));
  }

  private static String end(Entry entry) {
    return entry.outcome() + (entry.latency() > Figures.FAST_REFUSAL_MICROS ? " late" : "");
  }

  List<Entry> dueBetween(long fromMicros, long toMicros) {
    return entries.stream().filter(e -> e.due() >= fromMicros && e.due() < toMicros).toList();
  }

  long okDoneBetween(long fromMicros, long toMicros) {
    return entries.stream()
        .filter(e -> e.isOk() && e.done() >= fromMicros && e.done() < toMicros)
        .count();
  }

  long okFromBetween(List<Integer> servers, long fromMicros, long toMicros) {
    return entries.stream()
        .filter(e -> e.isOk() && servers.contains(e.server()))
        .filter(e -> e.done() >= fromMicros && e.done() < toMicros)
        .count();
  }
}
