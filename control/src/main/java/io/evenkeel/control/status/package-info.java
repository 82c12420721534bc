/**
 * What is going on, in numbers and in one verdict: sampled once a second, reported on demand. The
 * admin listener, the metrics and the command line read it.
 */
@NullMarked
package io.evenkeel.control.status;

import org.jspecify.annotations.NullMarked;
