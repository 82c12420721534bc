/**
 * What may be said about a configuration and a change of it: findings with a place. Pure values;
 * every module may use them.
 */
@NullMarked
package io.evenkeel.core.change;

import org.jspecify.annotations.NullMarked;
