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
 * @param upgrading whether it takes over from another process, or another one from it
 */
public record RunOptions(
    Path config, boolean watch, Duration drainLimit, Map<String, String> env, Upgrading upgrading) {
  /** What this process has to do with those before and after it. */
  public enum Upgrading {
    /** Nothing: the demo, a training run. */
    NONE,
    /** The next one may take over from it. */
    OFFERED,
    /** The same, and it takes over from the one that runs, if there is one. */
    TAKES_OVER
  }

  /** Longer than the default response timeout's usual answer, shorter than systemd's patience. */
  public static final Duration DEFAULT_DRAIN_LIMIT = Duration.ofSeconds(30);

  /** A process that has to do with no other. */
  public RunOptions(Path config, boolean watch, Duration drainLimit, Map<String, String> env) {
    this(config, watch, drainLimit, env, Upgrading.NONE);
  }
}
