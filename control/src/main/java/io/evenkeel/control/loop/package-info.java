/** The one thread that decides. Whoever has something to decide sends it a message. */
@NullMarked
package io.evenkeel.control.loop;

import org.jspecify.annotations.NullMarked;
