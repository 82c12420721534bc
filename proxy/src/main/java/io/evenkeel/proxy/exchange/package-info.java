/**
 * One request and its attempts: client connection, server connection, and the order of steps
 * between them.
 */
@NullMarked
package io.evenkeel.proxy.exchange;

import org.jspecify.annotations.NullMarked;
