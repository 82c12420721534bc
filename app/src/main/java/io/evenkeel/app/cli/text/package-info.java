/**
 * What the commands print for people: values read from the admin API's JSON, and the text made of
 * them. No I/O but the writer that is given. Only {@code app.cli} enters it.
 */
@NullMarked
package io.evenkeel.app.cli.text;

import org.jspecify.annotations.NullMarked;
