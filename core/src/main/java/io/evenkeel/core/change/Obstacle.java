package io.evenkeel.core.change;

import java.util.List;

/**
 * Something that was tried for real and does not work: a bind, a file, a name, a certificate.
 *
 * @param code of the finding it becomes, {@code EK31..}
 * @param path in the configuration
 * @param severity whether the change can take effect at all
 */
public record Obstacle(
    String code,
    Severity severity,
    String path,
    String message,
    List<String> evidence,
    String help) {
  public Obstacle {
    evidence = List.copyOf(evidence);
  }
}
