/** Health probes, sent over the same connector as traffic. */
@NullMarked
package io.evenkeel.proxy.probe;

import org.jspecify.annotations.NullMarked;
