package io.evenkeel.core.change;

import java.time.Instant;

/** Somebody's yes to exactly one plan. */
public record Approval(String by, Instant at) {}
