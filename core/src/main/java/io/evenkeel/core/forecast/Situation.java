package io.evenkeel.core.forecast;

import io.evenkeel.core.model.Config;

/** One side of a forecast: what is configured, and how the servers are. */
public record Situation(Config config, HealthView health) {}
