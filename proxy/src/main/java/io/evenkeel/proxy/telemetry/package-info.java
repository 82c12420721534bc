/** What the data plane tells about itself: access log and counters. */
@NullMarked
package io.evenkeel.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
