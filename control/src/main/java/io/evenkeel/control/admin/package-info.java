/**
 * The admin listener: health of the process, metrics, status, the description of the API. Only the
 * wiring in app starts it. What it shows comes in as functions, so it knows no other package.
 */
@NullMarked
package io.evenkeel.control.admin;

import org.jspecify.annotations.NullMarked;
