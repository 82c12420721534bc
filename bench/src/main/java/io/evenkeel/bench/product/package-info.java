/**
 * The products that are compared, as processes: how each is configured for a place, started,
 * measured and ended. Used by the side-by-side benchmark and by the resilience scenarios.
 */
@NullMarked
package io.evenkeel.bench.product;

import org.jspecify.annotations.NullMarked;
