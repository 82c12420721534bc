/**
 * Deadlines of connections, one wheel per event loop. The data plane uses it; no timer objects per
 * request.
 */
@NullMarked
package io.evenkeel.proxy.timing;

import org.jspecify.annotations.NullMarked;
