package io.evenkeel.proxy.upstream;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what peers do to connections, which is their business, from faults of ours, which must be
 * seen. Any thread.
 */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  /** Resets and broken pipes say nothing; everything else is logged with its trace. */
  public static void report(Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("event=internal-error", cause);
    }
  }
}
