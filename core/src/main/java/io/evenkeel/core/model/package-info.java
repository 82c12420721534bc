/**
 * What the operator wrote, as immutable values. Records validate themselves; nothing here knows
 * files, positions or runtime state. Everybody may use it.
 */
@NullMarked
package io.evenkeel.core.model;

import org.jspecify.annotations.NullMarked;
