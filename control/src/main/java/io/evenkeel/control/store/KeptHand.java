package io.evenkeel.control.store;

import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.Hand;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's hand on a server, as it outlives the process.
 *
 * @param name of the server in the configuration
 * @param until when it ends by itself; null: when somebody takes it back
 * @param deadline of its drain; null: none
 */
public record KeptHand(
    ServerId server,
    String name,
    Hand.Kind kind,
    String by,
    String reason,
    @Nullable Instant until,
    @Nullable Instant deadline) {}
