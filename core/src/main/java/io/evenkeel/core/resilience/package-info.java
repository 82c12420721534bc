/**
 * Rules that keep a sick or cold server from taking the others along. Data plane and control loop.
 */
@NullMarked
package io.evenkeel.core.resilience;

import org.jspecify.annotations.NullMarked;
