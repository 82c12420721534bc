package io.evenkeel.bench.sidebyside;

/** One number that one round measured for one proxy. */
record Sample(String experiment, String metric, String proxy, int round, double value) {}
