package io.evenkeel.core.stats;

import io.evenkeel.core.model.ListenerName;

/**
 * What requests are counted by.
 *
 * @param route label of the route; empty: no route took the request
 * @param pool name of the pool; empty: the balancer answered by itself
 */
public record TrafficKey(ListenerName listener, String route, String pool) {}
