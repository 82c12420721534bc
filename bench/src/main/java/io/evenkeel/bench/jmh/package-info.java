/**
 * JMH cases of the hot paths in core. After {@code mvn -pl bench -am package}, run them with {@code
 * java -cp <class path> org.openjdk.jmh.Main <pattern>}, or {@code bench/jmh <pattern>}.
 */
@NullMarked
package io.evenkeel.bench.jmh;

import org.jspecify.annotations.NullMarked;
