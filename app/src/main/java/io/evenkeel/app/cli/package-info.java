/** The command line, one class per command. Only Main enters it. */
@NullMarked
package io.evenkeel.app.cli;

import org.jspecify.annotations.NullMarked;
