/**
 * The workflow of changes: plan, approve, apply in stages, roll back. Judges by the rules of {@code
 * core.change}, keeps its records in {@code control.store}, and does the I/O in between.
 */
@NullMarked
package io.evenkeel.control.change;

import org.jspecify.annotations.NullMarked;
