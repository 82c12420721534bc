/**
 * Tries a configuration before it has any power: what its checks would ask servers, the preflight
 * that asks them once, the shadow checks that run beside those in power. Finds facts; {@code
 * core.change} judges them. The workflow ({@code control.change}) and rollouts ({@code
 * control.rollout}) call it.
 */
@NullMarked
package io.evenkeel.control.trial;

import org.jspecify.annotations.NullMarked;
