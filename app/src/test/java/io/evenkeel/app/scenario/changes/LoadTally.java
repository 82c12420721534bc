package io.evenkeel.app.scenario.changes;

import io.evenkeel.testkit.process.LoadReport;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of all requests so far.
 *
 * @param failed those without a complete answer, and those answered with another status than 200
 * @param failures what is known of them
 */
record LoadTally(long ok, long failed, List<String> failures) {
  static LoadTally of(List<LoadReport> reports) {
    return new LoadTally(
        reports.stream().mapToLong(LoadReport::ok).sum(),
        reports.stream().mapToLong(r -> r.refused() + r.failures().size()).sum(),
        reports.stream()
            .flatMap(r ->
                Stream.concat(r.failures().stream().map(Object::toString), r.surprises().stream()))
            .toList());
  }
}
