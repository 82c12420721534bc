package io.evenkeel.core.forecast;

import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import java.util.function.Consumer;

/** The servers' side of a simulation. */
@FunctionalInterface
public interface SimulatedServers {
  /** Takes one attempt; calls {@code whenDone} exactly once, now or later in virtual time. */
  void serve(ServerState server, Consumer<AttemptResult> whenDone);
}
