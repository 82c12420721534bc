/**
 * What the data plane tells about itself: access log and counters. The exchange writes them; the
 * admin side reads {@code core.stats.TrafficReport}.
 */
@NullMarked
package io.evenkeel.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
