/**
 * The kinds of findings of the configuration reader, and how they are collected and worded. Used by
 * the reader's own packages; others see {@link io.evenkeel.core.change.Finding} only.
 */
@NullMarked
package io.evenkeel.control.config.finding;

import org.jspecify.annotations.NullMarked;
