package io.evenkeel.core.route;

import io.evenkeel.core.model.Route;
import io.evenkeel.core.runtime.PoolRuntime;
import java.util.List;

/**
 * A route with its pools resolved.
 *
 * @param label short text for metrics and logs, unique in its listener: the position and what it
 *     matches
 * @param pools the pool, or the pools of a split in the order of the file; empty for redirect and
 *     respond
 * @param cumulativeWeights as long as {@code pools}: running sum of the weights of a split; {@code
 *     {1}} for one pool
 */
public record CompiledRoute(
    Route route, String label, List<PoolRuntime> pools, List<Integer> cumulativeWeights) {}
