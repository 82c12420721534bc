package io.evenkeel.control.health;

import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One kind of knowledge of a server that survives an upgrade, under a name of its own in {@link
 * HandedServers}. Control loop only.
 *
 * <p>Moments are written as ages, so that neither clock has to be the other's. What is read may be
 * of another version: what is missing or unknown is left at what a new server has.
 */
interface Handed {
  String name();

  /** What there is to tell; null: nothing. */
  @Nullable JsonNode write(ServerState server, long nowNanos);

  /** Gives {@code server}, which nobody uses yet, what was written. */
  void read(JsonNode written, ServerState server, long nowNanos);
}
