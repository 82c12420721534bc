/** Listening sockets: transports, binding, connection limits. */
@NullMarked
package io.evenkeel.proxy.listen;

import org.jspecify.annotations.NullMarked;
