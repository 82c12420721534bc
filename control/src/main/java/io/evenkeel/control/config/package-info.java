/** From YAML to the model, with a position for every complaint. */
@NullMarked
package io.evenkeel.control.config;

import org.jspecify.annotations.NullMarked;
