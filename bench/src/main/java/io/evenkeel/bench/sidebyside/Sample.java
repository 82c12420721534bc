package io.evenkeel.bench.sidebyside;

/**
 * One number that was measured for one proxy.
 *
 * @param round which of the measurements of the same thing; those of all proxies with the same
 *     number were made one right after the other
 */
record Sample(String experiment, String metric, String proxy, int round, double value) {}
