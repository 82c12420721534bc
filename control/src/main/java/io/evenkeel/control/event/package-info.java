/**
 * What happened lately, kept for whoever asks or listens. Anybody may add, the admin API reads;
 * whatever delivers alarms one day hangs on here.
 */
@NullMarked
package io.evenkeel.control.event;

import org.jspecify.annotations.NullMarked;
