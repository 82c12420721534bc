/**
 * The building blocks of the table of keys: types that read a value or say what is wrong with it,
 * keys with default, documentation and example, sections of keys. The same objects read a file,
 * suggest names, and make the JSON Schema and the reference page, so none of these can disagree.
 */
@NullMarked
package io.evenkeel.control.config.schema;

import org.jspecify.annotations.NullMarked;
