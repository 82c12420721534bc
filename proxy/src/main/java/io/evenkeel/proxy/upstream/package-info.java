/** Connections to servers: opening them, and keeping idle ones per event loop. */
@NullMarked
package io.evenkeel.proxy.upstream;

import org.jspecify.annotations.NullMarked;
