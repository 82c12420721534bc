/** Evenkeel as a process, between real clients and real servers. */
@NullMarked
package io.evenkeel.app.scenario;

import org.jspecify.annotations.NullMarked;
