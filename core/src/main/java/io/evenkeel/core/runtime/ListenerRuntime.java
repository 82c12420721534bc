package io.evenkeel.core.runtime;

import io.evenkeel.core.model.Listener;
import io.evenkeel.core.route.RouteTable;

/** A listener compiled for serving. */
public record ListenerRuntime(Listener listener, RouteTable routes) {}
