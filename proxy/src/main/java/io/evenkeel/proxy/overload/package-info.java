/**
 * What happens when there is too much: counts of who had to wait or go, rate limits, and the guard
 * that watches the balancer itself. The exchange asks it; the rules are in core.
 */
@NullMarked
package io.evenkeel.proxy.overload;

import org.jspecify.annotations.NullMarked;
