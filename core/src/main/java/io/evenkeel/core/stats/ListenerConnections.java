package io.evenkeel.core.stats;

import io.evenkeel.core.model.ListenerName;

/**
 * The connections of a listener since the process started.
 *
 * @param open now
 * @param accepted and served, ever
 * @param refusedByLimit closed at once because the listener had all it may have
 * @param refusedByClientLimit closed at once because their client had all it may have
 * @param acceptPauses times accepting stopped for lack of file descriptors or kernel memory
 */
public record ListenerConnections(
    ListenerName listener,
    int open,
    long accepted,
    long refusedByLimit,
    long refusedByClientLimit,
    long acceptPauses) {}
