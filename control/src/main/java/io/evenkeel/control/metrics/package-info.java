/**
 * The numbers for Prometheus: read from the running state when scraped, nothing is counted twice.
 */
@NullMarked
package io.evenkeel.control.metrics;

import org.jspecify.annotations.NullMarked;
