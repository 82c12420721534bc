package io.evenkeel.core.change;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * All that a plan is made from.
 *
 * @param base number of the revision that is served; 0: none yet
 * @param before what is served
 * @param after what is proposed
 * @param targetHash SHA-256 of the proposed files
 * @param author who proposes it
 * @param reason in the author's words; may be empty
 * @param now decides whether a freeze is in force
 * @param facts of the preflight
 * @param positions where a path of the configuration is in the files; for one that is not written,
 *     where the nearest section around it is
 * @param frozen whether changes are forbidden by hand
 */
public record PlanInput(
    long base,
    Config before,
    Config after,
    String targetHash,
    String author,
    String reason,
    Instant now,
    LiveFacts facts,
    Forecast forecast,
    Function<String, SourceSpan> positions,
    boolean frozen) {
  /** What the first configuration of all is compared with. */
  public static final Config NOTHING = new Config(new Admin.Off(), "", "", Map.of(), Map.of());
}
