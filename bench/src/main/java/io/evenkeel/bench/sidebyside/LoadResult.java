package io.evenkeel.bench.sidebyside;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a load generator counted; latencies in microseconds.
 *
 * @param failed anything but a complete 200
 */
record LoadResult(
    double requests, double failed, double seconds, double p50, double p99, double p999) {
  /** Reads the one line of JSON that both generators print. */
  static LoadResult parse(String output, double seconds) {
    return new LoadResult(
        number(output, "requests"),
        number(output, "failed"),
        seconds,
        number(output, "p50"),
        number(output, "p99"),
        number(output, "p999"));
  }

  static double number(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":(-?\\d+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException(
          "no \"" + key + "\" in what the load generator said:\n" + json);
    }
    return Double.parseDouble(matcher.group(1));
  }

  double perSecond() {
    return requests / seconds;
  }
}
