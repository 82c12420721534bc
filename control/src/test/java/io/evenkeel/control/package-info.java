/** What the tests of several packages share. */
@NullMarked
package io.evenkeel.control;

import org.jspecify.annotations.NullMarked;
