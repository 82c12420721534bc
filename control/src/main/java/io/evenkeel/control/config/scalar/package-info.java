/**
 * The forms of single values: durations, sizes, addresses, paths, header names. One file per form;
 * whatever reaches the wire or the operating system is checked here, character by character. Used
 * by the sections of the table of keys.
 */
@NullMarked
package io.evenkeel.control.config.scalar;

import org.jspecify.annotations.NullMarked;
