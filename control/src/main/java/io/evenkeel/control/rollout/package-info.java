/**
 * Puts one approved change into effect in stages, watches it and takes it back: the hands of the
 * state machine {@code core.change.Rollout}. Control loop; the workflow before it is {@code
 * control.change}.
 */
@NullMarked
package io.evenkeel.control.rollout;

import org.jspecify.annotations.NullMarked;
