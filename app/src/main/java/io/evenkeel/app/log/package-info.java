/** How the log looks. Logback finds it by itself. */
@NullMarked
package io.evenkeel.app.log;

import org.jspecify.annotations.NullMarked;
