/**
 * From bytes to a tree of values with places: decoding, YAML, variables, includes. Knows nothing of
 * the configuration's keys but {@code include} and which maps are merged. Used by {@code
 * ConfigReader} and, for the values, by the types of {@code config.schema}.
 */
@NullMarked
package io.evenkeel.control.config.document;

import org.jspecify.annotations.NullMarked;
