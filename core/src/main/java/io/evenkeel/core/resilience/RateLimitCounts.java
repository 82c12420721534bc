package io.evenkeel.core.resilience;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.RateLimit;

/**
 * What became of one rate limit since it began to hold.
 *
 * @param route label of the route
 * @param refused requests answered with 429
 * @param evicted clients forgotten while the limit still counted against them: more clients than
 *     the table has room for
 */
public record RateLimitCounts(
    ListenerName listener, String route, RateLimit.By by, long refused, long evicted) {}
