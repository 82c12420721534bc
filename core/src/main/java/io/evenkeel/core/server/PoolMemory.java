package io.evenkeel.core.server;

import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.PoolRetries;

/** What belongs to the name of a pool and outlives its configurations, as the servers do. */
public record PoolMemory(CircuitBreaker breaker, PoolRetries retries) {}
