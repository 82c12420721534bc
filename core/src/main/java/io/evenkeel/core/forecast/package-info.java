/**
 * Traffic in virtual time: what the production balancers do with the requests there are, before
 * they have to. Pure: one thread, no clock, chance by seed. The change workflow forecasts with it,
 * and the test simulator runs its scenarios on it.
 */
@NullMarked
package io.evenkeel.core.forecast;

import org.jspecify.annotations.NullMarked;
