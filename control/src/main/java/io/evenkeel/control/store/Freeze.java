package io.evenkeel.control.store;

import java.time.Instant;

/** No changes until somebody lifts it. */
public record Freeze(String by, String reason, Instant at) {}
