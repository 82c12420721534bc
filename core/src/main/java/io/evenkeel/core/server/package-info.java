/**
 * The runtime state of servers, keyed by identity, outliving every configuration. Data plane and
 * control loop share it.
 */
@NullMarked
package io.evenkeel.core.server;

import org.jspecify.annotations.NullMarked;
