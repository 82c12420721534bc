/**
 * The admin listener: who may ask what, and the API of status, changes, servers and events. Only
 * the wiring in app starts it. What it shows comes in as functions and as the interfaces of {@code
 * control.change}.
 */
@NullMarked
package io.evenkeel.control.admin;

import org.jspecify.annotations.NullMarked;
