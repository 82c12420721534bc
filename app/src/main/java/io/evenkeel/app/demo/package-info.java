/** The demonstration: sample servers as processes of their own, gentle traffic, a line a second. */
@NullMarked
package io.evenkeel.app.demo;

import org.jspecify.annotations.NullMarked;
