package io.evenkeel.proxy.exchange;

import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.overload.Pressure;
import io.evenkeel.proxy.telemetry.AccessLogs;
import io.evenkeel.proxy.telemetry.TrafficCounters;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.buffer.ByteBufAllocator;

/** What all loops share; everything in it is thread-safe. */
public record DataPlane(
    SnapshotPublisher snapshots,
    Connector connector,
    RandomSource random,
    ByteBufAllocator allocator,
    AccessLogs accessLogs,
    TrafficCounters traffic,
    Pressure pressure,
    int loops) {}
