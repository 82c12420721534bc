/**
 * From one process to the next without a lost connection: what the two say to each other, and how
 * sockets pass between them. {@code app.run} gives it the balancer, {@code app.cli} asks for it.
 */
@NullMarked
package io.evenkeel.app.upgrade;

import org.jspecify.annotations.NullMarked;
