/**
 * Real processes and raw sockets for scenario tests: servers behind the balancer, the balancer
 * itself as a child process, and clients in front of it. Only tests may use it.
 */
@NullMarked
package io.evenkeel.testkit.process;

import org.jspecify.annotations.NullMarked;
