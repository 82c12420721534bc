/**
 * The side-by-side benchmark: HAProxy, NGINX and Evenkeel in one run, on the same core, before the
 * same servers, under the same load. {@code bench/side-by-side} runs it; nobody else uses it.
 */
@NullMarked
package io.evenkeel.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
