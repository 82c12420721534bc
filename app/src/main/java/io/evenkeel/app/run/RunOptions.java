package io.evenkeel.app.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How to run.
 *
 * @param config the file
 * @param watch whether a change of the file reloads it
 * @param drainLimit how long requests in flight may take once the end is asked for
 * @param env environment of the process
 */
public record RunOptions(Path config, boolean watch, Duration drainLimit, Map<String, String> env) {
  /** Longer than the default response timeout's usual answer, shorter than systemd's patience. */
  public static final Duration DEFAULT_DRAIN_LIMIT = Duration.ofSeconds(30);
}
