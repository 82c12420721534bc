/**
 * The data plane as its owner sees it. {@code app} starts it; nothing else in this module is for
 * others.
 */
@NullMarked
package io.evenkeel.proxy;

import org.jspecify.annotations.NullMarked;
