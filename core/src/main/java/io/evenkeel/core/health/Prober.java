package io.evenkeel.core.health;

import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import java.util.function.Consumer;

/** Sends probes over the same connector as traffic. Thread-safe, does not block. */
public interface Prober {
  /**
   * Sends one probe of {@code check} to {@code server} and calls {@code whenDone} exactly once, on
   * any thread, at the latest when the check's timeout is over.
   */
  void probe(HostPort server, HealthCheck.Active check, Consumer<ProbeResult> whenDone);
}
