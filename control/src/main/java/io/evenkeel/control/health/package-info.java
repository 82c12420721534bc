/**
 * Runs the health checks of the live snapshot and turns answers into verdicts. Control loop only.
 */
@NullMarked
package io.evenkeel.control.health;

import org.jspecify.annotations.NullMarked;
