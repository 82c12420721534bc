/** The entry point. Nothing calls it but the JVM. */
@NullMarked
package io.evenkeel.app;

import org.jspecify.annotations.NullMarked;
