/**
 * The table of keys, section by section, and what the model makes of each. Adding a key: one
 * constant and its place in the list of its section; the reader, the suggestions, the JSON Schema
 * and the reference page follow. Used by {@code ConfigReader} only.
 */
@NullMarked
package io.evenkeel.control.config.section;

import org.jspecify.annotations.NullMarked;
