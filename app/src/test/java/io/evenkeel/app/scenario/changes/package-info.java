/**
 * Good and bad changes on a running balancer under load: tables of edits, and what becomes of each.
 */
@NullMarked
package io.evenkeel.app.scenario.changes;

import org.jspecify.annotations.NullMarked;
