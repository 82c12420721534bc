/**
 * Listening sockets: transports, event loops, binding, connection limits. Whoever publishes
 * snapshots calls it, before and after.
 */
@NullMarked
package io.evenkeel.proxy.listen;

import org.jspecify.annotations.NullMarked;
