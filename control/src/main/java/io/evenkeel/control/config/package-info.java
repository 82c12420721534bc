/**
 * From YAML to the model, with a position for every complaint. {@link
 * io.evenkeel.control.config.ConfigReader} is the way in, {@link
 * io.evenkeel.control.config.FindingPrinter} the way to the terminal; the packages below are their
 * parts and for nobody else.
 */
@NullMarked
package io.evenkeel.control.config;

import org.jspecify.annotations.NullMarked;
