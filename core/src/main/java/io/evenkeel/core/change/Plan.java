package io.evenkeel.core.change;

import java.time.Instant;
import java.util.List;

/**
 * A proposed change with everything that is known of it. Immutable: approvals are of {@link #id},
 * which is a hash over all that matters, and a plan is void as soon as {@code base} is not the
 * revision that is served.
 *
 * @param id the first 16 hexadecimal digits of the SHA-256 of what is proposed and found
 * @param base number of the revision it changes
 * @param author who proposes it
 * @param reason in the author's words; may be empty
 * @param targetHash SHA-256 of the proposed files
 * @param facts what was tried for real
 * @param canarySkipped why this change cannot be tried on a share of the clients first; empty: it
 *     can
 */
public record Plan(
    String id,
    long base,
    String author,
    String reason,
    Instant at,
    String targetHash,
    List<Change> changes,
    List<Finding> findings,
    LiveFacts facts,
    Forecast forecast,
    Verdict verdict,
    Risk risk,
    String canarySkipped) {
  public Plan {
    changes = List.copyOf(changes);
    findings = List.copyOf(findings);
  }
}
