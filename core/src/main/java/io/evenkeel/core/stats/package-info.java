/** Small numeric summaries: moving averages, histograms, counters. Everybody may use it. */
@NullMarked
package io.evenkeel.core.stats;

import org.jspecify.annotations.NullMarked;
