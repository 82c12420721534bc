/** A configuration compiled for serving, and its atomic publication. */
@NullMarked
package io.evenkeel.core.runtime;

import org.jspecify.annotations.NullMarked;
