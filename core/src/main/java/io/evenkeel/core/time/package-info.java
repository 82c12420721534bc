/**
 * Time and chance as arguments: nothing in core asks the machine for them. Everybody may use it.
 */
@NullMarked
package io.evenkeel.core.time;

import org.jspecify.annotations.NullMarked;
