package io.evenkeel.control.change;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.rollout.Live;
import io.evenkeel.control.rollout.RolloutDriver;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.trial.Preflight;
import io.evenkeel.core.time.NanoClock;
import java.time.InstantSource;

/** The parts of a running balancer that the workflow of changes works with. */
public record ChangeParts(
    ControlLoop loop,
    Live live,
    Preflight preflight,
    TrafficHistory history,
    Store store,
    RolloutDriver driver,
    InstantSource clock,
    NanoClock nanos) {}
