package io.evenkeel.testkit.process;

import java.util.List;
import java.util.Map;

/**
 * What a {@link LoadClient} saw.
 *
 * @param byStatus complete responses
 * @param byServer complete responses with status 200, by their {@code x-server} field
 * @param failures requests without a complete response, oldest first
 * @param surprises the first complete responses other than 200: when, what was asked, what came
 * @param saidClose responses that announced the end of their connection
 */
public record LoadReport(
    Map<Integer, Long> byStatus,
    Map<String, Long> byServer,
    List<Failure> failures,
    List<String> surprises,
    long saidClose) {
  public LoadReport {
    byStatus = Map.copyOf(byStatus);
    byServer = Map.copyOf(byServer);
    failures = List.copyOf(failures);
    surprises = List.copyOf(surprises);
  }

  public long ok() {
    return byStatus.getOrDefault(200, 0L);
  }

  /** Complete responses other than 200. */
  public long refused() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum() - ok();
  }

  /** Failures that a user would see; other statuses not counted. */
  public List<Failure> visibleFailures() {
    return failures.stream().filter(Failure::isVisible).toList();
  }
}
