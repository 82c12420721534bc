/** How the log looks. The launcher names it; without one, as in tests, Logback finds it. */
@NullMarked
package io.evenkeel.app.log;

import org.jspecify.annotations.NullMarked;
