/** JMH cases of the hot paths in core: {@code bench/jmh PickBench}. */
@NullMarked
package io.evenkeel.bench.jmh;

import org.jspecify.annotations.NullMarked;
