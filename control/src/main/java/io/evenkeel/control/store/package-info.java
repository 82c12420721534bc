/**
 * What survives the process: revisions, plans, audit lines, as files that people can read. Knows
 * nothing of how a change is judged.
 */
@NullMarked
package io.evenkeel.control.store;

import org.jspecify.annotations.NullMarked;
