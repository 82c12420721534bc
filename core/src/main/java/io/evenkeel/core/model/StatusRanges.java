package io.evenkeel.core.model;

import java.util.List;

/** Which status codes a check accepts. */
public record StatusRanges(List<Range> ranges) {
  /** 200 to 299. */
  public static final StatusRanges SUCCESS = new StatusRanges(List.of(new Range(200, 299)));

  public StatusRanges {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException(
          "status: no range (expected: at least one, such as 200-299)");
    }
  }

  /** Inclusive on both sides, within 100 to 599. */
  public record Range(int from, int to) {
    public Range {
      if (from < 100 || to > 599 || from > to) {
        throw new IllegalArgumentException(
            "status: " + from + "-" + to + " (expected: within 100-599, low to high)");
      }
    }

    @Override
    public String toString() {
      return from == to ? Integer.toString(from) : from + "-" + to;
    }
  }

  /** Whether {@code status} lies in one of the ranges. */
  public boolean contains(int status) {
    for (Range range : ranges) {
      if (status >= range.from && status <= range.to) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return String.join(",", ranges.stream().map(Range::toString).toList());
  }
}
