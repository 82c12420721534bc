/** What happened, told once to whoever listens. Everybody may use it. */
@NullMarked
package io.evenkeel.core.event;

import org.jspecify.annotations.NullMarked;
