/**
 * A pool under traffic in virtual time: the production balancers, candidate rules and health states
 * against simulated servers. Months run in seconds, and the same seed gives the same run. For
 * tests.
 */
@NullMarked
package io.evenkeel.testkit.sim;

import org.jspecify.annotations.NullMarked;
