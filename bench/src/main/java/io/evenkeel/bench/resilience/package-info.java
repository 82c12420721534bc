/**
 * The resilience scenarios: what users notice when servers die, hang, lie or drown, behind
 * Evenkeel, HAProxy and NGINX, on real processes. {@code bench/resilience} runs it; nobody else
 * uses it. Begin to read at {@link io.evenkeel.bench.resilience.Trial}.
 */
@NullMarked
package io.evenkeel.bench.resilience;

import org.jspecify.annotations.NullMarked;
